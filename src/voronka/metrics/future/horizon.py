"""The days ahead: in blocks that are drawn one after another, and in cells that make up the spans that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from voronka.metrics.future.relations import day_of, number_of
from voronka.predict.stages import Floats, Ints

#: So many months of the calendar are drawn together, that of today first: the draws of a month are the same however many steps are asked for.
MONTHS = 3


@dataclass(frozen=True, eq=False)
class Horizon:
    """Days from `today` to the end of the last block. `edges` (cells + 1,) are the days on which cells begin, the end at last, counted from today;
    `span` (cells,) the number of the span to which each belongs (-1: nobody asked), `block` (cells,) that of its block; `spans` of them were asked for.
    """

    today: int
    edges: Ints
    span: Ints
    block: Ints
    spans: int

    @property
    def days(self) -> int:
        """How many days there are."""
        return int(self.edges[-1])

    @cached_property
    def inside(self) -> Floats:
        """Which day is of which cell: (days, cells)."""
        cell = np.repeat(np.arange(len(self.span)), np.diff(self.edges))
        return np.asarray(cell[:, None] == np.arange(len(self.span)), dtype=np.float64)

    @cached_property
    def onto(self) -> Floats:
        """Which cell is of which span: (cells, spans)."""
        return np.asarray(self.span[:, None] == np.arange(self.spans), dtype=np.float64)

    def blocks(self) -> Iterator[slice]:
        """The cells of each block."""
        starts = np.searchsorted(self.block, np.arange(self.block[-1] + 2))
        for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            yield slice(first, last)


def horizon(today: int, ends: Sequence[tuple[int, int]]) -> Horizon:
    """The days ahead for spans of days (numbers, half-open); one block there is always.

    >>> found = horizon(number_of(date(2026, 5, 20)), [(number_of(date(2026, 5, 1)), number_of(date(2026, 6, 1)))])
    >>> found.edges.tolist(), found.span.tolist()
    ([0, 12, 73], [0, -1])
    """
    last = max([end for _, end in ends] + [today + 1])
    blocks = [today]
    while blocks[-1] < last:
        blocks.append(_after(day_of(today), MONTHS * len(blocks)))
    marks = {min(max(day, today), last) for pair in ends for day in pair}
    edges = np.array(sorted(marks | set(blocks)), dtype=np.int64)
    starts = edges[:-1]
    span = np.full(len(starts), -1)
    for number, (first, end) in enumerate(ends):
        span[(starts >= first) & (starts < end)] = number
    block = np.searchsorted(blocks, starts, side="right") - 1
    return Horizon(today, edges - today, span, block, len(ends))


def _after(today: date, months: int) -> int:
    """The first day of the month so many months later."""
    month = today.year * 12 + today.month - 1 + months
    return number_of(date(month // 12, month % 12 + 1, 1))
