"""Whether chances came true: of deals that were given about this chance, how many were won."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from voronka.model.rate import Rate
from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.letters import width
from voronka.render.charts.measured import measured
from voronka.render.charts.scale import Axis, axis
from voronka.render.charts.scene import Dot, Group, Mark, Path, Rect, Rule, Scene, Text, line
from voronka.render.charts.units import Count, Percent
from voronka.render.words import Words

#: Points are between these radii, their area by the number of deals.
LEAST_RADIUS, MOST_RADIUS = 3.5, 9.0
TOP, BELOW = 22.0, 44.0


@dataclass(frozen=True)
class Promised:
    """Deals that were given about the chance `chance`: the share `share` of them came true, with its interval, of `n`."""

    chance: float
    share: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    is_thin: bool = False
    href: str = ""

    @classmethod
    def of(cls, chance: float, share: Rate, **more: Any) -> Self:
        """A point of a rate of an answer, with its interval and its doubt."""
        found = measured(share)
        thin = {"is_thin": found.is_thin}
        return cls(chance, found.value, found.low, found.high, found.n, **(thin | more))

    @property
    def is_off(self) -> bool:
        """Whether chance does not explain how far it is from what was promised."""
        if self.low is None or self.high is None or self.is_thin:
            return False
        return not self.low <= self.chance <= self.high


@dataclass(frozen=True, kw_only=True)
class Calibration(Chart):
    """A point per group of equal chance, both axes to one scale, so that what keeps its word lies on the diagonal."""

    groups: tuple[Promised, ...]
    x_title: str = ""
    y_title: str = ""

    @property
    def shown(self) -> tuple[Promised, ...]:
        """Groups of at least one deal."""
        return tuple(one for one in self.groups if one.share is not None)

    @property
    def is_empty(self) -> bool:
        """Nothing was promised that is over by now."""
        return not self.shown

    def notes(self) -> tuple[str, ...]:
        """What size, lines and grey mean."""
        has = {
            "chart.note.calibration.size": len({one.n for one in self.shown}) > 1,
            "chart.note.calibration.range": any(one.low is not None for one in self.shown),
            "chart.note.calibration.off": any(one.is_off for one in self.shown),
            "chart.note.thin": any(one.is_thin for one in self.shown),
        }
        return tuple(key for key, is_there in has.items() if is_there)

    def table(self, words: Words) -> Table:
        """A row per group."""
        share = Percent()
        heads = (
            Head(self.x_title or words("chart.calibration.chance"), share),
            Head(self.y_title or words("chart.calibration.share"), share),
            Head(words("chart.low"), share),
            Head(words("chart.high"), share),
            Head(words("chart.n"), Count()),
        )
        return Table(heads, tuple((one.chance, one.share, one.low, one.high, one.n) for one in self.groups))

    def tip(self, one: Promised, words: Words) -> str:
        """What is said of a group."""
        unit, language = Percent(), words.language
        promised = f"{self.x_title or words('chart.calibration.chance')}: {unit.text(one.chance, language)}"
        happened = (
            f"{self.y_title or words('chart.calibration.share')}: {unit.text(one.share or 0.0, language)}"
        )
        if one.low is not None and one.high is not None:
            happened += f" ({unit.interval(one.low, one.high, language)})"
        doubt = words("chart.thin") if one.is_thin else ""
        return "\n".join([promised, happened, joined([counted(self, one.n, words), doubt])]).rstrip()

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout: the same axis across and up."""

    def __init__(self, chart: Calibration, space: Space) -> None:
        self.chart, self.space, self.words = chart, space, space.words
        self.plot = 260.0 if space.is_narrow else 300.0
        self.bottom = TOP + self.plot
        self.axis = _axis(chart)
        self.most = max((one.n or 0 for one in chart.shown), default=0)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(self.bottom - self.axis.at(value) * self.plot, 2)

    def scene(self) -> Scene:
        """Grid, diagonal, groups."""
        left = max(width(self._tick(tick), 12) for tick in self.axis.ticks) + 12
        groups = (self._group(one) for one in self.chart.shown)
        return Scene(left, 14, self.bottom + BELOW, (*self._grid(), *self._diagonal(), *groups))

    def _tick(self, value: float) -> str:
        return Percent().tick(value, self.axis.step, self.space.language)

    def _grid(self) -> Iterator[Mark]:
        for tick in self.axis.ticks:
            y = self.y(tick)
            yield Rule(0, y, 1, y, "axis" if tick == 0 else "grid")
            yield Text(0, y + 4, self._tick(tick), "tick", "end", -8)
            yield Text(self.axis.at(tick), self.bottom + 17, self._tick(tick), "tick", "middle")
        chance = self.chart.x_title or self.words("chart.calibration.chance")
        yield Text(1, self.bottom + 36, chance, "note", "end")
        yield Text(0, TOP - 10, self.chart.y_title or self.words("chart.calibration.share"), "note")

    def _diagonal(self) -> Iterator[Mark]:
        """The line on which promises are kept, and what it means to be on either side of it."""
        yield Path(line(((0.0, self.bottom), (1.0, TOP))), "line before thin dash")
        yield Text(0.03, TOP + self.plot * 0.1, self.words("chart.calibration.more"), "tick halo")
        yield Text(0.98, self.bottom - 10, self.words("chart.calibration.less"), "tick halo", "end")

    def _group(self, one: Promised) -> Group:
        x, y = self.axis.at(one.chance), self.y(one.share or 0.0)
        role = "quiet" if one.is_thin else "worse" if one.is_off else "now"
        radius = self._radius(one)
        marks: list[Mark] = [Rect(x, TOP, 0, self.plot, "hit", -12, wide=24)]
        if one.low is not None and one.high is not None:
            marks.append(Rule(x, self.y(one.low), x, self.y(one.high), f"range {role}"))
        marks.append(Dot(x, y, radius, f"ring {role}" if one.is_thin else f"dot {role}"))
        return Group(tuple(marks), "box", one.href, self.chart.tip(one, self.words))

    def _radius(self, one: Promised) -> float:
        if not self.most:
            return LEAST_RADIUS + 1.5
        part: float = ((one.n or 0) / self.most) ** 0.5
        return round(LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * part, 2)


def _axis(chart: Calibration) -> Axis:
    """From zero to the highest chance or share; an interval that reaches far beyond is cut off by the frame."""
    values = [value for one in chart.shown for value in (one.chance, one.share or 0.0)]
    high = max(values, default=1.0)
    ends = [one.high for one in chart.shown if one.high is not None and not one.is_thin]
    return axis(0.0, min(1.0, max(high, min(max(ends, default=0.0), high * 1.4)) or 1.0), Percent(), 5)
