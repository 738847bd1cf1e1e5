"""The picture of a bridge as values: where each step of the open sum starts and how long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voronka.model.answer import Row
from voronka.render.charts.waterfall import levels

TOTALS = ("open_start", "open_end")


@dataclass(frozen=True)
class Step:
    """A term of a bridge: `kind` is total, up or down; `start` and `width` in percent of the picture."""

    row: Row
    kind: str
    start: float
    width: float

    @property
    def is_total(self) -> bool:
        """True for the sums at both ends."""
        return self.kind == "total"


def steps(rows: Sequence[Row]) -> list[Step]:
    """Each term from where the one before it ended.

    >>> from voronka.model.money import Money
    >>> terms = (("open_start", 100), ("created", 50), ("won", -75), ("open_end", 75))
    >>> rows = [{"segment": None, "term": term, "amount": Money(minor, "RUB")} for term, minor in terms]
    >>> [(step.kind, step.start, step.width) for step in steps(rows)]
    [('total', 0.0, 66.67), ('up', 66.67, 33.33), ('down', 50.0, 50.0), ('total', 0.0, 50.0)]
    """
    spans = [sorted(span) for span in levels((row["term"] in TOTALS, row["amount"].minor) for row in rows)]
    widest = max((high for _, high in spans), default=0) or 1
    return [
        Step(row, _kind(row), round(100 * low / widest, 2), round(100 * (high - low) / widest, 2))
        for row, (low, high) in zip(rows, spans, strict=True)
    ]


def _kind(row: Row) -> str:
    if row["term"] in TOTALS:
        return "total"
    return "up" if row["amount"].minor >= 0 else "down"
