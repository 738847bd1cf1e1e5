"""How long one step waits for its answer: invoice and payment, contract and signature, payment and confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.catalog import METRICS
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.relations import Pairs, asked_for
from voronka.metrics.times.tables import Key, tables
from voronka.metrics.times.versus import remarks, with_times
from voronka.metrics.times.words import span
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.context import Role
from voronka.stats.doubts import ENOUGH
from voronka.stats.passage import passage_times

ENDINGS = ("arrived", "lost", "handed_over", "open")
ROLE_NAMES: dict[Role, Phrase] = {
    "qualified": say("qualification"),
    "proposal": say("proposal"),
    "invoice": say("invoice"),
    "contract": say("contract"),
    "signature": say("signature"),
    "payment": say("payment"),
    "confirmation": say("confirmation"),
}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "lags")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per pair of stages, in the order asked for."""
    pairs = asked_for(asked)
    counted = engine.run(statements(asked)[0])
    groups, risk = tables(
        counted, ["segment", "from_position", "to_position"], "hours", "ending", "deals", ENDINGS[:3]
    )
    times = dict(zip(groups, passage_times(risk, 0, 24), strict=False))
    ends = _ends(counted)
    found: list[Row] = []
    for value, name in labels(asked, list(dict.fromkeys(key[0] for key in groups))).items():
        for first, last in pairs.places:
            if (value, first, last) in times:
                time = times[value, first, last]
                found.append(
                    {
                        "segment": name,
                        "from_position": first,
                        "to_position": last,
                        "from": block(asked, first)["name"],
                        "to": block(asked, last)["name"],
                        "deals": time.n,
                        **ends[value, first, last],
                        "time": time,
                        "p75_days": time.p75_days,
                        "p90_days": time.p90_days,
                    }
                )
    return Found(found, findings=_findings(found, pairs) if asked.by is None else ())


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that started on the earlier stage, by what came of it."""
    conditions = ["true"] if cell.figure == "deals" else [f"ending = '{cell.figure}'"]
    for name, key in zip(("from_position", "to_position"), cell.keys, strict=False):
        conditions.append(f"{name} = {position_of(asked, key)}")
    return Facts("lags", " and ".join(conditions))


def compare(_: Asked, found: Found, __: Asked, other: Found) -> list[Row]:
    """Rows with those of the other period."""
    return with_times(METRICS["lags"], found.rows, other.rows)


def remark(_: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """Whether it differs from the other period."""
    return remarks(rows, "time", "from")


def _ends(counted: Columns) -> dict[Key, dict[str, int]]:
    found: dict[Key, dict[str, int]] = {}
    for (*key, ending), part in grouped(counted, "segment", "from_position", "to_position", "ending"):
        found.setdefault(tuple(key), dict.fromkeys(ENDINGS, 0))[ending] = int(counted["deals"][part].sum())
    return found


def _findings(rows: list[Row], pairs: Pairs) -> tuple[Phrase, ...]:
    found = [
        say(
            "From “{start}” to “{end}”: {median} for half of those who get there, a tenth wait longer than {p90}.",
            start=row["from"],
            end=row["to"],
            median=span(row["time"].median_days),
            p90=span(row["p90_days"]),
        )
        for row in rows
        if pairs.by_role and row["arrived"] >= ENOUGH
    ]
    if pairs.missing:
        missing = ROLE_NAMES[pairs.missing[0]]
        for role in pairs.missing[1:]:
            missing = say("{one}, {other}", one=missing, other=ROLE_NAMES[role])
        found.append(
            say(
                "No stage is known for: {roles}. Name it in voronka.toml (stages.{role}), or ask with --stage and --to.",
                roles=missing,
                role=pairs.missing[0],
            )
        )
    return tuple(found)
