"""Bottlenecks: what each stage costs in a month against what was already attained here, how sure that is, and which deals stand behind it."""

from __future__ import annotations

from typing import Any

from voronka.engines.base import Engine
from voronka.metrics.ask import settled
from voronka.metrics.bottlenecks.chain import Link, estimate, links, worst_chances
from voronka.metrics.bottlenecks.counts import MONTH, Counted, counted, of_all_time, recent
from voronka.metrics.bottlenecks.counts import statements as count_statements
from voronka.metrics.bottlenecks.levers import levers
from voronka.metrics.bottlenecks.practice import practice, top_reason
from voronka.metrics.bottlenecks.verdicts import verdict
from voronka.metrics.bottlenecks.words import advice, findings
from voronka.metrics.conversion.ages import DAY, NO_ROWS, numbers
from voronka.metrics.conversion.horizons import Horizons, horizons, step_sql, win_sql
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money


def settle(engine: Engine, asked: Asked) -> Horizons:
    """The horizons in days, as for conversion."""
    return horizons(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    extra = [] if asked.by else _extra(asked)
    return [win_sql(asked), step_sql(asked), *count_statements(asked), *extra]


def _extra(asked: Asked) -> list[str]:
    """What the advice on a stage stands on: its levers in the last eight quarters, and the reasons of its losses."""
    return [
        statement_sql(recent(of_all_time(asked)), "bottleneck_levers"),
        statement_sql(recent(asked), "losses"),
    ]


def answer(engine: Engine, asked: Asked) -> Found:
    """A row per segment and block, the costliest first."""
    asked = settled(engine, asked)
    found = counted(engine, asked)
    rows: list[Row] = []
    for value, name in labels(asked, found.segments).items():
        chain = links(asked, found, value)
        told = [
            _row(asked, found, value, link) | {"segment": name, "worst": chance}
            for link, chance in zip(chain, worst_chances(chain), strict=True)
        ]
        rows += sorted(told, key=_cost)
    advised = rows if asked.by else _advised(engine, asked, rows)
    return Found(advised, findings=findings(asked, advised), totals={"months": found.months})


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals of a block."""
    at = position_of(asked, cell.keys[0]) if cell.keys else None
    place = "true" if at is None else f"position = {at}"
    stuck = " or ".join(
        f"position = {position} and ending = 'open' and hours >= {days * DAY}"
        for position, days in asked.settled.steps.items()
    )
    condition = {
        "entries": "true",
        "lost": "ending = 'lost'",
        "stuck": f"({stuck})",
        "behind": f"(ending = 'lost' or {stuck})",
    }
    return Facts("conversion", f"{condition[cell.figure]} and {place}", recent(asked))


def _advised(engine: Engine, asked: Asked, rows: list[Row]) -> list[Row]:
    """The rows with the levers that their data support, the commonest reason of their losses, and the usual practice."""
    lifted, reasons = (engine.run(sql) for sql in _extra(asked))
    parts = {position: part for (position,), part in grouped(lifted, "position")}
    found = [
        {
            **row,
            "levers": [one.to_dict() for one in levers(asked, lifted, parts.get(row["position"], NO_ROWS))],
            "reason": top_reason(reasons, row["position"]),
            "practice": practice(asked, row["position"]),
        }
        for row in rows
    ]
    return [{**row, "advice": advice(asked, row)} for row in found]


def _cost(row: Row) -> tuple[float, int]:
    gain = row["gain"].value if row["gain"] else row["gain_wins"]
    return -gain if gain is not None else 1.0, row["position"]


def _row(asked: Asked, found: Counted, segment: Any, link: Link) -> dict[str, Any]:
    part = found.own.part(segment, link.position)
    ending, hours, deals = (
        found.own.columns["ending"][part],
        numbers(found.own.columns, "hours")[part],
        numbers(found.own.columns, "deals")[part],
    )
    lost = int(deals[ending == "lost"].sum())
    stuck = int(deals[(ending == "open") & (hours >= asked.settled.steps[link.position] * DAY)].sum())
    days_lost = None
    if link.median_days is not None and link.attainable_days is not None:
        days_lost = (link.median_days - link.attainable_days) * link.per_month
    return {
        "position": link.position,
        **block(asked, link.position),
        "entries": link.entries,
        "per_month": link.per_month,
        "step": link.step,
        "horizon_days": asked.settled.steps[link.position],
        "attainable": _attainable(link),
        "attained_by": link.attained_by,
        "won_after": link.after,
        "gain": estimate(link.entries, link.gain),
        "gain_wins": None if link.gain_wins is None else float(link.gain_wins.mean()),
        "verdict": verdict(link),
        "lost": lost,
        "stuck": stuck,
        "behind": lost + stuck,
        "median_days": link.median_days,
        "attainable_days": link.attainable_days,
        "days_lost": days_lost,
        "slowed": _slowed(asked, link, days_lost),
    }


def _attainable(link: Link) -> float | None:
    """The present share and what is missing to the attainable one, never below it."""
    if link.gap is None or link.step.value is None:
        return None
    return min(1.0, link.step.value + float(link.gap.mean()))


def _slowed(asked: Asked, link: Link, days_lost: float | None) -> Money | None:
    """Money that stands still: by Little's law so many deals more are on the stage than need be, each worth what is won after it."""
    if days_lost is None or link.value is None or link.step.value is None:
        return None
    worth = float(link.value.mean()) * link.step.value
    return Money(round(days_lost / MONTH * worth), asked.account.currency)
