"""Conversion by age: which share of the deals that reached a stage went on by each day after that."""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.metrics.ask import settled
from voronka.metrics.conversion import steps
from voronka.metrics.conversion.curves import ages, followed_sql, points
from voronka.metrics.conversion.horizons import step_sql, win_sql
from voronka.metrics.days import count_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.model.answer import Row
from voronka.model.cell import Cell

settle = steps.settle


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), step_sql(asked), count_sql(asked, "conversion")]


def answer(engine: Engine, asked: Asked) -> Found:
    """A row per segment, block and age; of one block where the question names its stage."""
    asked = settled(engine, asked)
    found = steps.steps(engine, asked)
    stage = asked.text("stage")
    only = None if stage is None else position_of(asked, stage)
    rows: list[Row] = []
    for value, name in labels(asked, list(dict.fromkeys(segment for segment, _ in found.parts))).items():
        for position in steps.shown(asked, found, value):
            risk = found.risk(value, position)
            if only in (None, position) and len(risk.age):
                place = {"segment": name, "position": position, **block(asked, position)}
                days = ages(
                    risk, asked.settled.steps[position], asked.number("horizon"), asked.number("every")
                )
                rows += [place | point for point in points(risk, days)]
    return Found(rows)


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that were followed to an age on the block or beyond, or that are still there and younger."""
    if not cell.keys:
        return Facts("conversion", "true")
    position, day = cell.keys
    followed = followed_sql(cell.figure, day, "ending")
    return Facts("conversion", f"position = {position_of(asked, position)} and {followed}")
