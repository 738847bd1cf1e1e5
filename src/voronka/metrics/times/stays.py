"""How long deals stand on each stage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.catalog import METRICS
from voronka.metrics.days import count_sql
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.times.tables import Key, tables
from voronka.metrics.times.versus import remarks, with_times
from voronka.metrics.times.words import span
from voronka.metrics.wording import names_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Times
from voronka.stats.doubts import ENOUGH
from voronka.stats.passage import passage_times
from voronka.stats.risk import Risk
from voronka.stats.times import quantiles, times_by_group

#: Beyond this share of the stays a stay is longer than is normal for its stage.
NORM = 0.85
#: Ways of leaving a stage → the counts that rows show.
EXITS = {
    "advanced": "advanced",
    "won": "advanced",
    "lost": "lost",
    "moved_back": "moved_back",
    "handed_over": "handed_over",
    "deleted": "deleted",
    "open": "open",
}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order; the moves of a period do not follow a deal to where it goes on."""
    found = [count_sql(asked, "stays")]
    return found if asked.population == "flow" else [*found, count_sql(asked, "advances")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per block in order."""
    counted, *stepped = (engine.run(statement) for statement in statements(asked))
    groups, risk = tables(counted, ["segment", "position"], "hours", "exit", "stays")
    times = dict(zip(groups, times_by_group(risk, 24), strict=False))
    norms = dict(zip(groups, norms_of(risk), strict=False))
    onward = _onward(stepped[0]) if stepped else {}
    exits = _exits(counted)
    found: list[Row] = [
        {
            "segment": name,
            "position": position,
            **block(asked, position),
            **exits[value, position],
            "stay": times[value, position],
            "p75_days": times[value, position].p75_days,
            "norm_days": norms[value, position],
            "p90_days": times[value, position].p90_days,
            "onward": onward.get((value, position)),
        }
        for value, name in labels(asked, list(dict.fromkeys(segment for segment, _ in groups))).items()
        for position in sorted(where for segment, where in groups if segment == value)
    ]
    return Found(found, findings=_findings(found) if asked.by is None else ())


def facts(asked: Asked, cell: Cell) -> Facts:
    """The stays on a block, by the way they ended."""
    at = f"position = {position_of(asked, cell.keys[0])}" if cell.keys else "true"
    if cell.figure == "stays":
        return Facts("stays", at)
    exits = ", ".join(f"'{how}'" for how, name in EXITS.items() if name == cell.figure)
    return Facts("stays", f"{at} and exit in ({exits})")


def compare(_: Asked, found: Found, __: Asked, other: Found) -> list[Row]:
    """Rows with those of the other period."""
    return with_times(METRICS["stays"], found.rows, other.rows)


def remark(_: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """Whether it differs from the other period."""
    return remarks(rows, "stay", "name")


def norms_of(risk: Risk) -> list[float | None]:
    """For each group the days that 85 % of the stays are over by; None where fewer than 30 have ended, or that many never did."""
    days = quantiles(risk, [NORM]).age[0] / 24
    known = (risk.per_group(risk.left) >= ENOUGH) & ~np.isnan(days)
    return [float(one) if is_known else None for one, is_known in zip(days, known, strict=True)]


def _onward(stepped: Columns) -> dict[Key, Times]:
    """How long it takes those who go on, by segment and position."""
    groups, risk = tables(
        stepped, ["segment", "position"], "hours", "ending", "deals", ("advanced", "lost", "handed_over")
    )
    return dict(zip(groups, passage_times(risk, 0, 24), strict=False))


def _exits(counted: Columns) -> dict[Key, dict[str, int]]:
    """Stays in all, and by the way they ended, for each segment and position."""
    found: dict[Key, dict[str, int]] = {}
    for (segment, position, exit_), part in grouped(counted, "segment", "position", "exit"):
        row = found.setdefault((segment, position), {"stays": 0} | dict.fromkeys(EXITS.values(), 0))
        stays = int(counted["stays"][part].sum())
        row["stays"] += stays
        row[EXITS[exit_]] += stays
    return found


def _findings(rows: list[Row]) -> tuple[Phrase, ...]:
    found = []
    known = [row for row in rows if row["stay"].median_days is not None and row["stays"] >= ENOUGH]
    if len(known) > 1:
        longest = max(known, key=lambda row: float(row["stay"].median_days))
        median = span(longest["stay"].median_days)
        found.append(
            say(
                "Deals stand longest on “{stage}”: half of them for {median} or more.",
                stage=longest["name"],
                median=median,
            )
        )
        if longest["onward"] and longest["onward"].p90_days is not None:
            found.append(
                say(
                    "Of those that go on from there nine in ten do so within {days}: who stands longer seldom goes on.",
                    days=span(longest["onward"].p90_days),
                )
            )
    endless = [row for row in rows if row["stays"] >= ENOUGH and row["stay"].median_days is None]
    if endless:
        found.append(
            say(
                "More than half never leave {stages} within the time seen: such deals are dead, or nobody moves them.",
                stages=names_text(row["name"] for row in endless),
            )
        )
    if thin := [row for row in rows if row["stays"] - row["open"] < ENOUGH]:
        found.append(
            say(
                "Too few stays have ended for a norm: {stages}.",
                stages=names_text(row["name"] for row in thin),
            ),
        )
    return tuple(found)
