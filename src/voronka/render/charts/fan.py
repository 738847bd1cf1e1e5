"""What has come in and what will: facts, ranges of what is ahead, and the ranges that were named before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from voronka.render.charts import when
from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.scale import Axis, axis
from voronka.render.charts.scene import Scene
from voronka.render.charts.units import Count, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Passed:
    """A step that is over, with its fact; `low` to `high` is what was said of it before it began (8 cases of 10)."""

    x: date
    y: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    href: str = ""

    @property
    def is_missed(self) -> bool | None:
        """Whether the fact was outside of what had been said; None where nothing had been."""
        if self.y is None or self.low is None or self.high is None:
            return None
        return not self.low <= self.y <= self.high


@dataclass(frozen=True)
class Ahead:
    """A step ahead: its middle, and between which values it ends in 8 cases of 10 and in 5 of 10 (`lower` to `upper`).

    `fact` is what has come in already in the step that runs.
    """

    x: date
    middle: float
    low: float
    high: float
    lower: float | None = None
    upper: float | None = None
    fact: float | None = None
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Fan(Chart):
    """Steps of time, each for itself as columns, or (`is_running`) as a line that grows to the end of a period.

    `plan` are the values that are planned, per step; `today` is named where the facts end.
    """

    unit: Unit
    passed: tuple[Passed, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    plan: tuple[tuple[date, float], ...] = ()
    plan_name: str = ""
    grain: when.Grain = "month"
    today: date | None = None
    is_running: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing has come in, and nothing is foreseen."""
        return not self.ahead and not any(one.y is not None for one in self.passed)

    @property
    def needs_width(self) -> bool:
        """Columns have room for their values on a wide page."""
        return not self.is_running and len(self.passed) + len(self.ahead) > 8

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        from voronka.render.charts.fan_scene import draw

        return draw(self, space)

    def notes(self) -> tuple[str, ...]:
        """What pale and dark ranges and lines across columns mean, where there are any."""
        has = {
            "chart.note.fan.ranges": any(one.lower is not None for one in self.ahead),
            "chart.note.fan.range": bool(self.ahead) and not any(one.lower is not None for one in self.ahead),
            "chart.note.fan.fact": any(one.fact for one in self.ahead) and not self.is_running,
            "chart.note.fan.plan": bool(self.plan) and not self.is_running,
            "chart.note.fan.before": any(one.is_missed is not None for one in self.passed),
        }
        return tuple(key for key, is_there in has.items() if is_there)

    def table(self, words: Words) -> Table:
        """A row per step."""
        keys = ("fact", "plan", "middle", "low", "lower", "upper", "high", "was_low", "was_high")
        heads = [Head(words(f"chart.fan.{key}"), self.unit) for key in keys]
        plan = dict(self.plan)
        done = (
            (one.x, one.y, plan.get(one.x), None, None, None, None, None, one.low, one.high, one.n)
            for one in self.passed
        )
        to_come = (
            (one.x, one.fact, plan.get(one.x), one.middle, one.low, one.lower, one.upper, one.high, None, None, None)
            for one in self.ahead
        )  # fmt: skip
        first, last = Head(words("chart.when"), grain=self.grain), Head(words("chart.n"), Count())
        return Table((first, *heads, last), (*done, *to_come))

    # -- places

    @cached_property
    def steps(self) -> tuple[date, ...]:
        """The first days of all steps in order."""
        return tuple(sorted({one.x for one in self.passed} | {one.x for one in self.ahead}))

    def place(self, x: date) -> float:
        """The middle of a step's slot, or the day's place where a line grows."""
        if self.is_running:
            ends = [when.number(day) for day in (self.steps[0], self.steps[-1])]
            return Axis(ends[0] - (ends[0] == ends[1]), ends[1] + (ends[0] == ends[1]), 1, ()).at(
                when.number(x)
            )
        return (self.steps.index(x) + 0.5) / len(self.steps)

    @cached_property
    def up(self) -> Axis:
        """From zero to the highest value; ends of ranges far beyond all else are cut off by the frame."""
        sure = [one.y for one in self.passed if one.y is not None]
        sure += [value for one in self.ahead for value in (one.upper or one.middle, one.fact or 0.0)]
        sure += [value for _, value in self.plan]
        most = max(sure, default=0.0)
        ends = [one.high for one in self.ahead]
        ends += [one.high for one in self.passed if one.high is not None]
        far = max((min(end, 2.5 * most) if most else end for end in ends), default=0.0)
        return axis(min(0.0, *sure, 0.0), max(most, far), self.unit)

    # -- words

    def tip_of_passed(self, one: Passed, words: Words) -> str:
        """What is said of a step that is over."""
        language = words.language
        fact = words("no_data") if one.y is None else self.unit.text(one.y, language)
        lines = [f"{words('chart.fan.fact')}: {joined([fact, counted(self, one.n, words)])}"]
        if one.low is not None and one.high is not None:
            ends = self.unit.interval(one.low, one.high, language)
            how = words("chart.fan.missed" if one.is_missed else "chart.fan.kept")
            lines.append(joined([f"{words('chart.fan.was')}: {ends}", how if one.y is not None else ""]))
        return "\n".join([when.name(one.x, self._named, language), *lines, *self._planned(one.x, words)])

    def tip_of_ahead(self, one: Ahead, words: Words) -> str:
        """What is said of a step ahead."""
        text, language = self.unit.text, words.language
        lines = [f"{words('chart.fan.middle')}: {text(one.middle, language)}"]
        lines.append(f"{words('chart.fan.eight_of_ten')}: {self.unit.interval(one.low, one.high, language)}")
        if one.lower is not None and one.upper is not None:
            lines.append(f"{words('chart.fan.half')}: {self.unit.interval(one.lower, one.upper, language)}")
        if one.fact is not None:
            lines.append(f"{words('chart.fan.fact')}: {text(one.fact, language)}")
        return "\n".join([when.name(one.x, self._named, language), *lines, *self._planned(one.x, words)])

    @property
    def _named(self) -> when.Grain:
        return "day" if self.is_running else self.grain

    def _planned(self, x: date, words: Words) -> Iterator[str]:
        value = dict(self.plan).get(x)
        if value is not None:
            name = self.plan_name or words("chart.fan.plan")
            yield f"{name}: {self.unit.text(value, words.language)}"
