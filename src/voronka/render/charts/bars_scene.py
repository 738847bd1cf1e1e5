"""Bars laid out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from voronka.render.charts.base import Space, joined
from voronka.render.charts.letters import width
from voronka.render.charts.ranks import Ranks, legend
from voronka.render.charts.scale import Axis, axis, span
from voronka.render.charts.scene import Group, Mark, Path, Rect, Rule, Scene, Text
from voronka.render.charts.scene import line as along
from voronka.render.charts.units import Percent

if TYPE_CHECKING:
    from voronka.render.charts.bars import Bar, Bars


class Layout:
    """One layout of bars."""

    def __init__(self, chart: Bars, space: Space) -> None:
        self.chart, self.space = chart, space
        self.has_before = bool(chart.before_name) and any(bar.before is not None for bar in chart.shown)
        keys = [(name, f"bar {role}") for name, role in chart.part_roles()]
        keys += [(chart.before_name, "ghost")] if self.has_before else []
        plain = Ranks(tuple(bar.name for bar in chart.shown), space, 0, 0)
        self.keys, top = legend(keys, space, plain.left, 2)
        top += 18 if chart.is_pareto else 0
        self.ranks = Ranks(plain.names, space, top, 25 if self.has_before else 18)
        self.axis = self._axis()

    def _axis(self) -> Axis:
        bars = self.chart.shown
        ends = [bar.high if bar.high is not None else bar.value for bar in bars]
        low, high = span(
            [*ends, *(bar.value for bar in bars), *(bar.before for bar in bars), 0.0], from_zero=True
        )
        # An interval may run out of the picture where it is far longer than any bar.
        longest = max((abs(bar.value or 0) for bar in bars), default=0.0)
        if self.chart.is_pareto:
            return Axis(0, sum(bar.value or 0 for bar in self.chart.bars) or 1, 1, ())
        if self.chart.most is not None:
            return Axis(min(low, 0.0), max(self.chart.most, high), 1, ())
        exact = Axis(low, min(high, longest * 2) if longest else high, 1, ())
        return exact if exact.high > exact.low else axis(0, 0, self.chart.unit)

    def scene(self) -> Scene:
        """Keys, rows, and the line of what they come to."""
        rows = [self._row(index, bar) for index, bar in enumerate(self.chart.shown)]
        zero = self.axis.at(0)
        base: list[Mark] = (
            [Rule(zero, self.ranks.top, zero, self.ranks.bottom, "axis")] if self.axis.low < 0 else []
        )
        height = self.ranks.bottom + 4
        return Scene(self.ranks.left, self.right, height, (*self.keys, *self._behind(), *base, *rows))

    @property
    def right(self) -> float:
        """Pixels for the words after the longest bar."""
        language = self.space.language
        words = [
            width(self.chart.label(bar, language), 13, True) + self._tail_width(bar)
            for bar in self.chart.shown
        ]
        together = 52 if self.chart.is_pareto else 0
        return round(max(words, default=0) + together + 14, 2)

    def _tail_width(self, bar: Bar) -> float:
        tail = self._tail(bar)
        return width(tail, 12) + 6 if tail else 0.0

    def _tail(self, bar: Bar) -> str:
        return joined([bar.aside, self.space.words("chart.few") if bar.is_thin else ""])

    def _row(self, index: int, bar: Bar) -> Group:
        marks = [*self.ranks.name(index), *self._bar(index, bar), *self._words(index, bar)]
        tip = self.chart.tip(bar, self.space.words)
        # A link within a link cannot be: parts that open their deals are reached one by one.
        href = "" if any(part.href for part in bar.parts) else bar.href
        return self.ranks.grouped(index, marks, href=href, tip=tip, right=self.right)

    def _bar(self, index: int, bar: Bar) -> Iterator[Mark]:
        y = self.ranks.picture(index)
        if self.has_before and bar.before is not None:
            yield self._span(y + 20, 5, 0, bar.before, "ghost", 2)
        if bar.value is None:
            return
        if bar.parts:
            yield from self._parts(y, bar)
        else:
            yield self._span(y, 18, 0, bar.value, "bar quiet" if bar.is_thin else f"bar {bar.role}", 4)
        if bar.low is not None and bar.high is not None:
            low, high = self.axis.at(bar.low), self.axis.at(bar.high)
            # A pale ground parts it from the bar that it lies on.
            yield Rule(low, y + 9, high, y + 9, "underlay")
            yield Rule(low, y + 9, high, y + 9, "whisker")
            for end in (low, high):
                yield Rule(end, y + 5.5, end, y + 12.5, "underlay")
                yield Rule(end, y + 5.5, end, y + 12.5, "whisker")

    def _span(self, y: float, height: float, start: float, end: float, look: str, radius: float) -> Rect:
        low, high = sorted((self.axis.at(start), self.axis.at(end)))
        # Something is never drawn as nothing.
        wide = max(high - low, 0.004) if end != start else 0.0
        return Rect(min(low, 1 - wide), y, wide, height, look, radius=radius)

    def _parts(self, y: float, bar: Bar) -> Iterator[Mark]:
        start = 0.0
        for part in bar.parts:
            if part.value:
                place = self._span(y, 18, start, start + part.value, f"part {part.role}", 2)
                tip = f"{bar.name}\n{part.name}: {self.chart.unit.text(part.value, self.space.language)}"
                yield Group((place,), "", part.href, tip) if part.href else place
            start += part.value

    def _words(self, index: int, bar: Bar) -> Iterator[Mark]:
        y = self.ranks.picture(index) + 13.5
        text = self.chart.label(bar, self.space.language)
        tail = self._tail(bar)
        if self.chart.is_pareto:
            together = self.chart.together()[index]
            yield Text(1, y, text, "value", "end", self.right - 52)
            yield Text(
                1,
                y,
                "" if together is None else Percent().text(together, self.space.language),
                "small",
                "end",
                self.right - 4,
            )
            return
        reach = [self.axis.at(bar.value or 0), self.axis.at(bar.high or 0)]
        reach.append(self.axis.at(sum(part.value for part in bar.parts)))
        yield Text(max(reach), y, text, "value quietly" if bar.is_thin else "value", "start", 8, tail)

    def _behind(self) -> Iterator[Mark]:
        if not self.chart.is_pareto:
            return
        together = [share or 0.0 for share in self.chart.together()]
        points: list[tuple[float, float]] = [(0.0, self.ranks.start(0))]
        for index in range(len(self.chart.shown)):
            points += [
                (together[index], self.ranks.start(index)),
                (together[index], self.ranks.start(index + 1)),
            ]
        outline = (*along(tuple(points)), ("L", ((0.0, self.ranks.bottom),)), ("Z", ()))
        yield Path(outline, "backdrop")
        yield Rule(0.8, self.ranks.top - 4, 0.8, self.ranks.bottom, "reference")
        yield Text(0.8, self.ranks.top - 8, Percent().text(0.8, self.space.language), "tick", "middle")
