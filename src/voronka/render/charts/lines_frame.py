"""The plot of a chart of lines in one layout: from values to pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voronka.render.charts.base import Space
from voronka.render.charts.letters import width

if TYPE_CHECKING:
    from voronka.render.charts.lines import Lines, Point

TOP, LINE = 16, 15


class Frame:
    """The plot of one layout: from values to pixels."""

    def __init__(self, chart: Lines, space: Space) -> None:
        self.chart, self.space, self.words = chart, space, space.words
        self.language = space.language
        self.plot = 196.0 if space.is_narrow else 228.0
        self.marks_rows = rows_of_marks(chart, space)
        self.top = TOP + (max(self.marks_rows.values()) * LINE + LINE + 4 if self.marks_rows else 0)
        self.bottom = self.top + self.plot
        self.up = chart.up

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(self.bottom - self.up.at(value) * self.plot, 2)

    def at(self, point: Point) -> tuple[float, float]:
        """A point that has a value."""
        assert point.y is not None
        return self.chart.place(point.x), self.y(point.y)


def rows_of_marks(chart: Lines, space: Space) -> dict[int, int]:
    """On which line above the plot each mark has its words, so that none covers another."""
    ends: list[float] = []
    rows: dict[int, int] = {}
    for index, mark in sorted(enumerate(chart.marks), key=lambda pair: chart.place(pair[1].x)):
        x = chart.place(mark.x) * space.width * 0.65
        long = width(mark.text, 12) + 12
        start = x - long if chart.place(mark.x) > 0.6 else x
        row = next((row for row, end in enumerate(ends) if end <= start), len(ends))
        ends[row : row + 1] = [start + long]
        rows[index] = row
    return rows
