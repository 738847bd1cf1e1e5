"""Estimates with their intervals, a row each, against a common reference: managers, stages, sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any, Self

from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.letters import width
from voronka.render.charts.measured import Figure, measured
from voronka.render.charts.ranks import MOST_ROWS, Ranks
from voronka.render.charts.scale import Axis, axis, span
from voronka.render.charts.scene import Dot, Group, Mark, Rule, Scene, Text
from voronka.render.charts.units import Count, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Estimated:
    """A row. `role`: "good" or "worse" where the difference from the reference is reliable, "quiet" where it is not, "now" where nothing is compared."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    role: str = "now"
    href: str = ""
    is_thin: bool = False
    aside: str = ""

    @classmethod
    def of(cls, name: str, figure: Figure, **more: Any) -> Self:
        """A row of a figure of an answer, with its interval and its doubt."""
        found = measured(figure)
        return cls(name, found.value, found.low, found.high, found.n, **({"is_thin": found.is_thin} | more))


@dataclass(frozen=True, kw_only=True)
class Dots(Chart):
    """Rows in the order given; `reference` is drawn as a line through all of them and named `reference_name`."""

    rows: tuple[Estimated, ...]
    unit: Unit
    reference: float | None = None
    reference_name: str = ""
    value_name: str = ""

    @property
    def is_empty(self) -> bool:
        """No row has a value."""
        return not any(row.value is not None for row in self.rows)

    @property
    def shown(self) -> tuple[Estimated, ...]:
        """The rows that are drawn."""
        return self.rows[:MOST_ROWS]

    def notes(self) -> tuple[str, ...]:
        """What the lines and the grey mean."""
        has = {
            "chart.note.range": any(row.low is not None for row in self.rows),
            "chart.note.same": any(row.role == "quiet" and not row.is_thin for row in self.rows),
            "chart.note.more": len(self.rows) > MOST_ROWS,
        }
        return tuple(key for key, is_there in has.items() if is_there)

    def table(self, words: Words) -> Table:
        """A row per row."""
        heads: tuple[Head, ...] = (
            Head(words("chart.name")),
            Head(self.value_name or words("chart.value"), self.unit),
        )
        heads += (
            Head(words("chart.low"), self.unit),
            Head(words("chart.high"), self.unit),
            Head(words("chart.n"), Count()),
        )
        return Table(heads, tuple((row.name, row.value, row.low, row.high, row.n) for row in self.rows))

    def label(self, row: Estimated, language: str) -> str:
        """A row's value in words."""
        return "—" if row.value is None else self.unit.text(row.value, language)

    def tip(self, row: Estimated, words: Words) -> str:
        """What is said of a row."""
        value = self.label(row, words.language)
        if row.low is not None and row.high is not None:
            value += f" ({self.unit.interval(row.low, row.high, words.language)})"
        said = [words("chart.thin")] if row.is_thin else [words("chart.same")] if row.role == "quiet" else []
        return "\n".join([row.name, joined([value, counted(self, row.n, words), *said, row.aside])])

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout of dots."""

    def __init__(self, chart: Dots, space: Space) -> None:
        self.chart, self.space = chart, space
        names = tuple(row.name for row in chart.shown)
        self.ranks = Ranks(names, space, 24 if chart.reference is not None else 4, 18)
        self.axis = _axis(chart, 3 if space.is_narrow else 4)

    @property
    def right(self) -> float:
        """Pixels for value and number of deals."""
        tails = (width(self._tail(row), 12) for row in self.chart.shown)
        return round(self.values + max(tails, default=0) + 8, 2)

    @property
    def values(self) -> float:
        """Pixels from the plot to the numbers of deals: the values stand before them, flush right."""
        texts = (width(self.chart.label(row, self.space.language), 13, True) for row in self.chart.shown)
        return round(max(texts, default=0) + 14 + 8, 2)

    def _tail(self, row: Estimated) -> str:
        few = self.space.words("chart.few") if row.is_thin else ""
        return few or row.aside or counted(self.chart, row.n, self.space.words)

    def scene(self) -> Scene:
        """Grid, reference, rows."""
        rows = [self._row(index, row) for index, row in enumerate(self.chart.shown)]
        return Scene(
            self.ranks.left, self.right, self.ranks.bottom + 24, (*self._grid(), *self._reference(), *rows)
        )

    def _grid(self) -> Iterator[Mark]:
        every = self._every()
        for index, tick in enumerate(self.axis.ticks):
            x = self.axis.at(tick)
            yield Rule(x, self.ranks.top, x, self.ranks.bottom, "axis" if tick == 0 else "grid")
            if index % every == 0:
                yield Text(x, self.ranks.bottom + 18, self._tick(tick), "tick", "middle")

    def _tick(self, value: float) -> str:
        return self.chart.unit.tick(value, self.axis.step, self.space.language)

    def _every(self) -> int:
        """Each how-manieth line of the grid is named, so that on a phone the names do not run into each other."""
        if not self.space.is_narrow:
            return 1
        apart = (self.space.width - self.ranks.left - self.right) * (
            self.axis.at(self.axis.step) - self.axis.at(0)
        )
        widest = max(width(self._tick(tick), 12) for tick in self.axis.ticks)
        return max(1, ceil((widest + 8) / max(apart, 1)))

    def _reference(self) -> Iterator[Mark]:
        if self.chart.reference is None:
            return
        x = self.axis.at(self.chart.reference)
        text = joined(
            [self.chart.reference_name, self.chart.unit.text(self.chart.reference, self.space.language)], " "
        )
        yield Rule(x, self.ranks.top - 6, x, self.ranks.bottom, "reference")
        yield Text(
            x, self.ranks.top - 11, text, "note", "start" if x < 0.25 else "end" if x > 0.75 else "middle"
        )

    def _row(self, index: int, row: Estimated) -> Group:
        marks = [*self.ranks.name(index), *self._estimate(index, row)]
        y = self.ranks.middle(index) + 4.5
        look = "value quietly" if row.is_thin else "value"
        label = self.chart.label(row, self.space.language)
        marks.append(Text(1, y, label, look, "end", self.values - 8))
        marks.append(Text(1, y, self._tail(row), "small", "start", self.values))
        return self.ranks.grouped(
            index, marks, href=row.href, tip=self.chart.tip(row, self.space.words), right=self.right
        )

    def _estimate(self, index: int, row: Estimated) -> Iterator[Mark]:
        if row.value is None:
            return
        y, role = self.ranks.middle(index), "quiet" if row.is_thin else row.role
        if row.low is not None and row.high is not None:
            yield Rule(self.axis.at(row.low), y, self.axis.at(row.high), y, f"range {role}")
        look = f"ring {role}" if row.is_thin else f"dot {role}"
        yield Dot(self.axis.at(row.value), y, 5, look)


def _axis(chart: Dots, at_most: int) -> Axis:
    """All values and their intervals; one far longer than the values are apart and than most others is cut off by the frame."""
    values = [row.value for row in chart.shown if row.value is not None]
    if chart.reference is not None:
        values.append(chart.reference)
    low, high = span(values)
    lengths = [
        row.high - row.low
        for row in chart.shown
        if row.low is not None and row.high is not None and not row.is_thin
    ]
    room = max(1.2 * (high - low or abs(high) or 1), 1.5 * median(lengths or [0.0]))
    lowest, highest = low - room, high + room
    for row in chart.shown:
        if row.low is not None and row.high is not None and not row.is_thin:
            low, high = min(low, max(row.low, lowest)), max(high, min(row.high, highest))
    if values and min(values) >= 0:
        low = max(low, 0.0)
    return axis(low, high, chart.unit, at_most)
