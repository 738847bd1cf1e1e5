"""Where deals stand still: how many and for how much, by stage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.chances import PARTS, Chances
from voronka.metrics.times.norms import history_statements, measure
from voronka.metrics.times.standing import Norms
from voronka.metrics.times.stuck import CONDITIONS, STUCK, findings, totals_of
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money


def settle(engine: Engine, asked: Asked) -> Norms:
    """What is normal on each stage."""
    return measure(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order: what is normal, and how many deals are stuck, in all and by segment."""
    counts = [statement_sql(replace(asked, by=None), "stuck"), statement_sql(asked, "stuck")]
    return [*history_statements(asked), *dict.fromkeys(counts)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per block on which deals stand."""
    counted = rows(engine.run(statement_sql(asked, "stuck")))
    whole = counted if asked.by is None else rows(engine.run(statement_sql(replace(asked, by=None), "stuck")))
    cells: dict[tuple[Any, int], list[dict[str, Any]]] = defaultdict(list)
    for row in counted:
        cells[row["segment"], row["position"]].append(row)
    found = [
        _row(asked, name, position, cells[value, position])
        for value, name in labels(asked, list(dict.fromkeys(segment for segment, _ in cells))).items()
        for position in sorted(at for segment, at in cells if segment == value)
    ]
    totals = totals_of(asked, whole)
    return Found(found, totals=totals, findings=findings(asked, totals))


def facts(asked: Asked, cell: Cell) -> Facts:
    """Open deals on a block, by what is the matter with them."""
    place = f" and position = {position_of(asked, cell.keys[0])}" if cell.keys else ""
    return Facts("stuck", f"{CONDITIONS[cell.figure]}{place}", asked)


def _row(asked: Asked, segment: str | None, position: int, own: list[dict[str, Any]]) -> Row:
    totals = totals_of(asked, own)
    by_why = {
        why: sum(row["deals"] for row in own if row["why"] == why and not row["is_snoozed"]) for why in STUCK
    }
    norms = asked.settled if isinstance(asked.settled, Norms) else Norms()
    return {
        "segment": segment,
        "position": position,
        **block(asked, position),
        "open": sum(row["deals"] for row in own),
        "open_amount": Money(int(sum(row["amount"] for row in own)), asked.account.currency),
        "norm_days": norms.days.get(position),
        "stuck": totals["stuck"],
        **by_why,
        "stuck_amount": totals["stuck_amount"],
        "at_risk": totals["at_risk"],
        "dead": totals["dead"],
        "dead_amount": totals["dead_amount"],
        "snoozed": totals["snoozed"],
        **_chances(norms.chances.get(position)),
    }


def _chances(known: Chances | None) -> Row:
    """What chance is left after so many days there: for whoever asks how one deal stands, so no column of its own."""
    spans = known.spans() if known else []
    return {
        "horizon_days": known.horizon if known and spans else None,
        "longest_won_days": known.longest_won / 24 if known and known.longest_won is not None else None,
        "chances": [
            {"from_days": start / 24, "chance": chance / PARTS}
            for start, _, chance, _ in spans
            if chance is not None
        ],
    }
