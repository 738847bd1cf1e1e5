"""From a number of an answer to the cell that opens its facts."""

from __future__ import annotations

from typing import Any

from voronka.metrics.kinds import Metric
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.column import Column
from voronka.model.estimate import Estimate, Times
from voronka.model.rate import Rate


def cell_of(metric: Metric, column: Column, row: Row) -> Cell | None:
    """The cell behind `column` of `row`: the column's figure at the row's own keys; None where the column opens nothing or shows nothing."""
    if not column.figure or row.get(column.name) is None:
        return None
    figure = next(one for one in metric.figures if one.name == column.figure)
    return Cell(figure.name, tuple(_place(key, row) for key in figure.keys), row["segment"])


def _place(key: str, row: Row) -> str:
    """The row's value of a key: `from|kind` is the first of these that it has; "" where it is unknown."""
    return str(next((row[name] for name in key.split("|") if row[name] is not None), ""))


def counted(value: Any) -> int | None:
    """How many facts a value stands on: a count itself, the hits of a rate, the n of an estimate or of times; None for what is no count.

    >>> counted(Rate(3, 10)), counted(7), counted(0.5)
    (3, 7, None)
    """
    if isinstance(value, Rate):
        return value.hits
    if isinstance(value, Estimate | Times):
        return value.n
    return value if isinstance(value, int) and not isinstance(value, bool) else None
