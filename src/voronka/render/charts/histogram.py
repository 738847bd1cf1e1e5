"""How values are distributed: columns of equal width, with the middle marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voronka.render.charts.base import Chart, Head, Space, Table, counted
from voronka.render.charts.letters import width
from voronka.render.charts.scene import Anchor, Group, Mark, Rect, Rule, Scene, Text
from voronka.render.charts.units import Count, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Bin:
    """Deals from `low` up to `high`; None is an open end."""

    low: float | None
    high: float | None
    count: int
    href: str = ""
    role: str = "now"


@dataclass(frozen=True, kw_only=True)
class Histogram(Chart):
    """Bins in order, drawn equally wide; `middle` marks the median, `usual` the span in which half of the deals lie."""

    bins: tuple[Bin, ...]
    unit: Unit
    x_title: str = ""
    middle: float | None = None
    middle_name: str = ""
    usual: tuple[float, float] | None = None

    @property
    def is_empty(self) -> bool:
        """All bins are empty."""
        return not any(one.count for one in self.bins)

    def table(self, words: Words) -> Table:
        """A row per bin."""
        heads = (
            Head(words("chart.low"), self.unit),
            Head(words("chart.high"), self.unit),
            Head(words("chart.n"), Count()),
        )
        return Table(heads, tuple((one.low, one.high, one.count) for one in self.bins))

    def notes(self) -> tuple[str, ...]:
        """What the band means."""
        return ("chart.note.usual",) if self.usual else ()

    def name(self, one: Bin, words: Words) -> str:
        """From where to where a bin reaches."""
        low, high = (
            None if end is None else self.unit.text(end, words.language) for end in (one.low, one.high)
        )
        if low is None or high is None:
            return words("chart.below", high=high) if low is None else words("chart.above", low=low)
        return f"{low} – {high}"

    def place(self, value: float) -> float:
        """Where a value lies: within its bin as far as it is from the bin's ends."""
        for index, one in enumerate(self.bins):
            if one.high is None or value < one.high:
                low = one.low if one.low is not None else one.high
                inside = (
                    (value - low) / (one.high - low)
                    if one.high is not None and low is not None and one.high > low
                    else 0.5
                )
                return (index + min(1.0, max(0.0, inside))) / len(self.bins)
        return 1.0

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout of a histogram."""

    def __init__(self, chart: Histogram, space: Space) -> None:
        self.chart, self.space = chart, space
        self.wide = 1 / max(len(chart.bins), 1)
        self.tallest = max((one.count for one in chart.bins), default=0) or 1
        self.top = 42.0 if chart.middle is not None else 20.0
        self.bottom = self.top + (130 if space.is_narrow else 160)

    def scene(self) -> Scene:
        """Band, columns, edges, the middle."""
        columns = [self._column(index, one) for index, one in enumerate(self.chart.bins)]
        base = Rule(0, self.bottom, 1, self.bottom, "axis")
        height = self.bottom + (40 if self.chart.x_title else 24)
        return Scene(16, 24, height, (*self._usual(), *columns, base, *self._edges(), *self._middle()))

    def _column(self, index: int, one: Bin) -> Group:
        x = index * self.wide
        height = (self.bottom - self.top) * one.count / self.tallest
        height = max(height, 1.5) if one.count else 0.0
        marks: list[Mark] = [Rect(x, self.top, self.wide, self.bottom - self.top, "hit")]
        if one.count:
            marks.append(Rect(x, self.bottom - height, self.wide, height, f"column-bar {one.role}", radius=3))
            text = Count().text(one.count, self.space.language)
            if width(text, 12) + 4 <= self.space.width * self.wide:
                marks.append(Text(x + self.wide / 2, self.bottom - height - 5, text, "note halo", "middle"))
        words = self.space.words
        tip = f"{self.chart.name(one, words)}\n{counted(self.chart, one.count, words)}"
        return Group(tuple(marks), "box", one.href, tip)

    def _edges(self) -> Iterator[Mark]:
        """Numbers between columns, as many as there is room for."""
        edges = [(index, one.low) for index, one in enumerate(self.chart.bins) if one.low is not None]
        if self.chart.bins and self.chart.bins[-1].high is not None:
            edges.append((len(self.chart.bins), self.chart.bins[-1].high))
        texts = [(index, self.chart.unit.tick(edge, 1, self.space.language)) for index, edge in edges]
        widest = max((width(text, 12) for _, text in texts), default=0) + 10
        step = max(1, -(-int(widest) // max(1, int((self.space.width - 40) * self.wide))))
        for index, text in texts[::step]:
            yield Text(index * self.wide, self.bottom + 17, text, "tick", "middle")
        if self.chart.x_title:
            yield Text(1, self.bottom + 35, self.chart.x_title, "tick", "end", 16)

    def _usual(self) -> Iterator[Mark]:
        if self.chart.usual:
            low, high = (self.chart.place(end) for end in self.chart.usual)
            yield Rect(low, self.top - 8, high - low, self.bottom - self.top + 8, "backdrop", radius=4)

    def _middle(self) -> Iterator[Mark]:
        if self.chart.middle is None:
            return
        x = self.chart.place(self.chart.middle)
        anchor: Anchor = "end" if x > 0.6 else "start"
        text = (
            f"{self.chart.middle_name} {self.chart.unit.text(self.chart.middle, self.space.language)}".strip()
        )
        yield Rule(x, 4, x, self.bottom, "mark")
        yield Text(x, 14, text, "note strong", anchor, -6 if x > 0.6 else 6)
