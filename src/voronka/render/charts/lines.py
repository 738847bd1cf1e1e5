"""Series over time or over age: lines with what chance allows, a compared line, marks of changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from voronka.render.charts import when
from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.measured import Figure, measured
from voronka.render.charts.scale import Axis, axis, span
from voronka.render.charts.scene import Scene
from voronka.render.charts.units import Count, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Point:
    """A value `y` at `x` (a day, a number, a name) with its interval and the number of deals it stands on.

    `is_open`: its time is not over yet. `is_thin`: so few deals that it says little. `href` opens its deals. `more` is said with it.
    """

    x: date | float | str
    y: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    href: str = ""
    is_open: bool = False
    is_thin: bool = False
    more: str = ""

    @classmethod
    def of(cls, x: date | float | str, figure: Figure, **more: Any) -> Self:
        """A point of a figure of an answer, with its interval and its doubts."""
        found = measured(figure)
        doubts = {"is_open": found.is_open, "is_thin": found.is_thin}
        return cls(x, found.value, found.low, found.high, found.n, **(doubts | more))


@dataclass(frozen=True)
class Series:
    """A line: `role` is its colour (`looks.ROLES`); "before" is dashed, "quiet" steps back. `label` is written at its end in place of the value."""

    name: str
    points: tuple[Point, ...]
    role: str = "now"
    label: str = ""


@dataclass(frozen=True)
class Happening:
    """Something that happened at `x`: a change that the numbers show (`is_change`), or a note that somebody made."""

    x: date | float | str
    text: str
    is_change: bool = False


@dataclass(frozen=True)
class Goal:
    """A level to compare with: a plan, an average."""

    y: float
    text: str


@dataclass(frozen=True)
class Reading:
    """A point read off the curve: "half by day 34"."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Lines(Chart):
    """Lines over days (`grain`), over a measured `x`, or over names. `is_steps` keeps each value until the next (curves by age).

    `from_zero`: whether the axis begins at zero; None lets the values decide.
    """

    series: tuple[Series, ...]
    y: Unit
    grain: when.Grain = "month"
    x: Unit | None = None
    x_title: str = ""
    marks: tuple[Happening, ...] = ()
    goals: tuple[Goal, ...] = ()
    readings: tuple[Reading, ...] = ()
    is_steps: bool = False
    from_zero: bool | None = None

    @property
    def is_empty(self) -> bool:
        """No point has a value."""
        return not any(point.y is not None for one in self.series for point in one.points)

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        from voronka.render.charts.lines_scene import draw

        return draw(self, space)

    def notes(self) -> tuple[str, ...]:
        """What dashes, grey points and bands mean, where there are any."""
        points = [point for one in self.series for point in one.points if point.y is not None]
        found = {
            "chart.note.open": any(point.is_open for point in points),
            "chart.note.thin": any(point.is_thin for point in points),
            "chart.note.band": any(self.has_band(one) for one in self.series),
        }
        return tuple(key for key, is_there in found.items() if is_there)

    def table(self, words: Words) -> Table:
        """A row per point."""
        first = Head(
            self.x_title or (words("chart.when") if self.x is None else words("chart.x")), self.x, self.grain
        )
        heads: tuple[Head, ...] = (first, Head(words("chart.series")), Head(words("chart.value"), self.y))
        heads += (
            Head(words("chart.low"), self.y),
            Head(words("chart.high"), self.y),
            Head(words("chart.n"), Count()),
        )
        return Table(
            heads,
            tuple(
                (point.x, one.name, point.y, point.low, point.high, point.n)
                for one in self.series
                for point in one.points
            ),
        )

    # -- across

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The places of a chart over names, in the order of their first appearance."""
        found = dict.fromkeys(point.x for one in self.series for point in one.points)
        return tuple(x for x in found if isinstance(x, str))

    def number(self, x: date | float | str) -> float:
        """A place as a number."""
        if isinstance(x, str):
            return float(self.names.index(x)) if x in self.names else 0.0
        return when.number(x) if isinstance(x, date) else float(x)

    @cached_property
    def across(self) -> Axis:
        """From the first place to the last."""
        places = [self.number(point.x) for one in self.series for point in one.points]
        low, high = min(places, default=0.0), max(places, default=1.0)
        if low == high:
            low, high = low - 1, high + 1
        if self.x is not None and 0 < low < 0.3 * high:
            low = 0.0
        return Axis(low, high, 1, ())

    def place(self, x: date | float | str) -> float:
        """A place as a share of the plot."""
        return self.across.at(self.number(x))

    def place_name(self, x: date | float | str, language: str) -> str:
        """What a place is called."""
        if isinstance(x, str):
            return x
        if isinstance(x, date):
            return when.name(x, self.grain, language)
        return (self.x or Unit()).text(x, language)

    # -- up

    @cached_property
    def up(self) -> Axis:
        """From the lowest value to the highest. An interval that reaches far beyond all values is cut off by the frame."""
        values = [point.y for one in self.series for point in one.points if point.y is not None]
        values += [goal.y for goal in self.goals]
        low, high = span(values, from_zero=self.from_zero)
        room = 0.6 * (high - low or abs(high) or 1)
        for point in (point for one in self.series if self.has_band(one) for point in one.points):
            if point.low is not None and point.high is not None:
                low, high = (
                    min(low, max(point.low, min(values) - room)),
                    max(high, min(point.high, max(values) + room)),
                )
        if min(values, default=0) >= 0:
            low = max(low, 0.0)
        return axis(low, high, self.y)

    def has_band(self, one: Series) -> bool:
        """Whether the series' intervals are drawn: of at most two, the others say theirs when pointed at."""
        drawn = [series for series in self.series if series.role not in ("before", "quiet")][:2]
        return one in drawn and any(point.low is not None for point in one.points)

    # -- words

    def tip(self, points: Iterable[tuple[Series, Point]], x: date | float | str, words: Words) -> str:
        """What is said of one place."""
        head = self.place_name(x, words.language)
        return "\n".join([head, *(self._said(one, point, words) for one, point in points)])

    def _said(self, one: Series, point: Point, words: Words) -> str:
        if point.y is None:
            return f"{one.name}: {words('no_data')}"
        value = self.y.text(point.y, words.language)
        if point.low is not None and point.high is not None:
            value += f" ({self.y.interval(point.low, point.high, words.language)})"
        doubts = [words("chart.open")] if point.is_open else []
        doubts += [words("chart.thin")] if point.is_thin else []
        return joined([f"{one.name}: {value}", counted(self, point.n, words), *doubts, point.more])
