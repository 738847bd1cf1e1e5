"""The win rate by age: which share of the deals that came in is won by each day after that."""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.metrics.ask import settled
from voronka.metrics.conversion import win_rate
from voronka.metrics.conversion.curves import ages, followed_sql, points
from voronka.metrics.conversion.horizons import win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell

settle = win_rate.settle


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), statement_sql(asked, "win_rate")]


def answer(engine: Engine, asked: Asked) -> Found:
    """A row per segment and age."""
    asked = settled(engine, asked)
    found = win_rate.counted(engine, asked)
    days = ages(found.risk, asked.settled, asked.number("horizon"), asked.number("every"))
    places = {value: group for group, value in enumerate(found.parts)}
    rows: list[Row] = [
        {"segment": name, **point}
        for value, name in labels(asked, list(places)).items()
        if value in places
        for point in points(found.risk.of(places[value]), days)
    ]
    return Found(rows, totals={"horizon_days": asked.settled})


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals that were followed to an age or beyond, or that are open and younger."""
    return Facts("win_rate", followed_sql(cell.figure, cell.keys[0], "outcome") if cell.keys else "true")
