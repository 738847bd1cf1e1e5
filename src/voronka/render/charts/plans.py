"""Facts against plans: how far it came, and how far it should be by now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voronka.render.charts.base import Chart, Head, Space, Table
from voronka.render.charts.letters import width
from voronka.render.charts.ranks import MOST_ROWS, Ranks, legend
from voronka.render.charts.scale import Axis
from voronka.render.charts.scene import Dot, Group, Mark, Rect, Rule, Scene, Text
from voronka.render.charts.units import Percent, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Plan:
    """A fact and its plan. `expected` is what the plan asks for by now; `low` to `high` is where the forecast lies, `forecast` within.

    `role` is the fact's colour: "now", or "good" once the plan is reached.
    """

    name: str
    fact: float
    plan: float | None
    expected: float | None = None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None
    role: str = "now"
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Plans(Chart):
    """A row per plan, each to the scale of its own plan, so that paces can be compared."""

    plans: tuple[Plan, ...]
    unit: Unit

    @property
    def is_empty(self) -> bool:
        """There is no plan."""
        return not any(plan.plan for plan in self.plans)

    @property
    def shown(self) -> tuple[Plan, ...]:
        """The rows that are drawn."""
        return self.plans[:MOST_ROWS]

    def table(self, words: Words) -> Table:
        """A row per plan."""
        keys = ("fact", "plan", "expected", "forecast")
        heads = (Head(words("chart.name")), *(Head(words(f"chart.plan.{key}"), self.unit) for key in keys))
        heads += (Head(words("chart.low"), self.unit), Head(words("chart.high"), self.unit))
        return Table(
            heads,
            tuple(
                (one.name, one.fact, one.plan, one.expected, one.forecast, one.low, one.high)
                for one in self.plans
            ),
        )

    def tip(self, one: Plan, words: Words) -> str:
        """What is said of a row."""
        language = words.language
        lines = [
            one.name,
            f"{words('chart.plan.fact')}: {self.unit.text(one.fact, language)}{_of_plan(one, language)}",
        ]
        for key, value in (("plan", one.plan), ("expected", one.expected)):
            if value is not None:
                lines.append(f"{words(f'chart.plan.{key}')}: {self.unit.text(value, language)}")
        if one.low is not None and one.high is not None:
            lines.append(f"{words('chart.plan.forecast')}: {self.unit.interval(one.low, one.high, language)}")
        return "\n".join(lines)

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


def _of_plan(one: Plan, language: str) -> str:
    return f" ({Percent().text(one.fact / one.plan, language)})" if one.plan else ""


class _Layout:
    """One layout of plans."""

    def __init__(self, chart: Plans, space: Space) -> None:
        self.chart, self.space = chart, space
        names = tuple(one.name for one in chart.shown)
        keys = [(space.words("chart.plan.fact"), "bar now"), (space.words("chart.plan.plan"), "trough")]
        if any(one.expected is not None for one in chart.shown):
            keys.append((space.words("chart.plan.expected"), "bar fourth"))
        if any(one.low is not None for one in chart.shown):
            keys.append((space.words("chart.plan.forecast"), "pale bar now"))
        self.keys, top = legend(keys, space, Ranks(names, space, 0, 0).left, 2)
        self.ranks = Ranks(names, space, top, 20)
        ends = [
            end / one.plan
            for one in chart.shown
            if one.plan
            for end in (one.fact, one.high or 0, one.expected or 0)
        ]
        self.axis = Axis(0, min(max([1.0, *ends]), 2.0), 1, ())

    @property
    def right(self) -> float:
        """Pixels for fact and share of the plan."""
        words = [
            width(self._fact(one), 13, True) + width(self._aside(one), 12) + 6 for one in self.chart.shown
        ]
        return max(words, default=0) + 16

    def _fact(self, one: Plan) -> str:
        return self.chart.unit.text(one.fact, self.space.language)

    def _aside(self, one: Plan) -> str:
        return Percent().text(one.fact / one.plan, self.space.language) if one.plan else ""

    def scene(self) -> Scene:
        """Keys and rows."""
        rows = [self._row(index, one) for index, one in enumerate(self.chart.shown)]
        return Scene(self.ranks.left, self.right, self.ranks.bottom + 4, (*self.keys, *rows))

    def _row(self, index: int, one: Plan) -> Group:
        y = self.ranks.picture(index)
        marks = [*self.ranks.name(index), *self._bars(y, one)]
        marks.append(Text(1, y + 14.5, self._fact(one), "value", "start", 12, self._aside(one)))
        return self.ranks.grouped(
            index, marks, href=one.href, tip=self.chart.tip(one, self.space.words), right=self.right
        )

    def _bars(self, y: float, one: Plan) -> Iterator[Mark]:
        if not one.plan:
            return
        at = {
            key: self.axis.at(value / one.plan)
            for key, value in (
                ("fact", one.fact),
                ("expected", one.expected),
                ("low", one.low),
                ("high", one.high),
                ("forecast", one.forecast),
            )
            if value is not None
        }
        yield Rect(0, y, self.axis.at(1), 20, "trough", radius=4)
        if "low" in at and "high" in at:
            yield Rect(at["low"], y + 4, at["high"] - at["low"], 12, "bar now pale", radius=3)
        if at["fact"]:
            yield Rect(0, y + 4, at["fact"], 12, f"bar {one.role}", radius=3)
        yield Rule(self.axis.at(1), y - 1, self.axis.at(1), y + 21, "mark")
        if "expected" in at:
            yield Rule(at["expected"], y, at["expected"], y + 20, "pace")
        if "forecast" in at:
            yield Dot(at["forecast"], y + 10, 4, "dot now")
