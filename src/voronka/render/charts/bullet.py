"""Facts against plans: how far it came, how far it should be by now, and where it will probably end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voronka.render.charts.base import Chart, Head, Space, Table, joined
from voronka.render.charts.letters import shortened, width
from voronka.render.charts.ranks import MOST_ROWS, Ranks, legend
from voronka.render.charts.scale import Axis
from voronka.render.charts.scene import Dot, Group, Mark, Rect, Rule, Scene, Text
from voronka.render.charts.units import Percent, Unit
from voronka.render.words import Words

#: A row reaches to this many times its plan at most, so that one overfilled plan does not squeeze the others.
MOST_TIMES = 2.0
#: Pixels of a name that a narrower page cuts.
_LONG = 150


@dataclass(frozen=True)
class Plan:
    """A fact and its plan. `expected` is what the plan asks for by now; `low` to `high` is where the forecast lies, `forecast` within.

    `role` is the fact's colour: "now", or "good" once the plan is reached. `unit` is the row's own, where plans of different figures
    stand together; `aside` is written beside the fact in place of its share of the plan, `chance` is that of reaching the plan.
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
    unit: Unit | None = None
    aside: str = ""
    chance: float | None = None


@dataclass(frozen=True, kw_only=True)
class Bullet(Chart):
    """A row per plan, each to the scale of its own plan, so that paces can be compared."""

    plans: tuple[Plan, ...]
    unit: Unit

    @property
    def is_empty(self) -> bool:
        """There is no plan."""
        return not any(plan.plan for plan in self.plans)

    @property
    def needs_width(self) -> bool:
        """Long names, and keys in one line, need room."""
        return any(width(one.name, 13) > _LONG for one in self.plans)

    @property
    def shown(self) -> tuple[Plan, ...]:
        """The rows that are drawn."""
        return self.plans[:MOST_ROWS]

    def notes(self) -> tuple[str, ...]:
        """What the pale bar means, and that rows are left out."""
        has = {
            "chart.note.plan.range": any(one.low is not None for one in self.shown),
            "chart.note.more": len(self.plans) > MOST_ROWS,
        }
        return tuple(key for key, is_there in has.items() if is_there)

    def table(self, words: Words) -> Table:
        """A row per plan; written as words where the plans have units of their own."""
        keys = ("fact", "plan", "expected", "forecast", "low", "high")
        own = any(one.unit for one in self.plans)
        heads = [Head(words(f"chart.plan.{key}"), None if own else self.unit) for key in keys]
        rows = []
        for one in self.plans:
            values = (one.fact, one.plan, one.expected, one.forecast, one.low, one.high)
            texts = [None if value is None else self.text(one, value, words.language) for value in values]
            rows.append((one.name, *(texts if own else values), one.chance))
        return Table(
            (Head(words("chart.name")), *heads, Head(words("chart.plan.chance"), Percent())), tuple(rows)
        )

    def text(self, one: Plan, value: float, language: str) -> str:
        """A value of a row in words."""
        return (one.unit or self.unit).text(value, language)

    def tip(self, one: Plan, words: Words) -> str:
        """What is said of a row."""
        language = words.language
        share = f" ({Percent().text(one.fact / one.plan, language)})" if one.plan else ""
        lines = [one.name, f"{words('chart.plan.fact')}: {self.text(one, one.fact, language)}{share}"]
        for key, value in (("plan", one.plan), ("expected", one.expected)):
            if value is not None:
                lines.append(f"{words(f'chart.plan.{key}')}: {self.text(one, value, language)}")
        if one.low is not None and one.high is not None:
            middle = self.text(one, one.forecast, language) if one.forecast is not None else ""
            ends = (one.unit or self.unit).interval(one.low, one.high, language)
            lines.append(
                f"{words('chart.plan.forecast')}: {joined([middle, f'({ends})' if middle else ends], ' ')}"
            )
        if one.chance is not None:
            lines.append(f"{words('chart.plan.chance')}: {Percent().text(one.chance, language)}")
        return "\n".join(lines)

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout of plans: facts stand right of the bars, on a phone above them."""

    def __init__(self, chart: Bullet, space: Space) -> None:
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
        self.axis = Axis(0, min(max([1.0, *ends]), MOST_TIMES), 1, ())

    @property
    def right(self) -> float:
        """Pixels for fact and share of the plan."""
        if self.space.is_narrow:
            return 0.0
        return max((self._long(one) for one in self.chart.shown), default=0) + 16

    def _long(self, one: Plan) -> float:
        return width(self._fact(one), 13, True) + width(self._aside(one), 12) + 6

    def _fact(self, one: Plan) -> str:
        return self.chart.text(one, one.fact, self.space.language)

    def _aside(self, one: Plan) -> str:
        share = Percent().text(one.fact / one.plan, self.space.language) if one.plan else ""
        return one.aside or share

    def scene(self) -> Scene:
        """Keys and rows."""
        rows = [self._row(index, one) for index, one in enumerate(self.chart.shown)]
        return Scene(self.ranks.left, self.right, self.ranks.bottom + 4, (*self.keys, *rows))

    def _row(self, index: int, one: Plan) -> Group:
        y = self.ranks.picture(index)
        marks = [*self._words(index, y, one), *self._bars(y, one)]
        tip = self.chart.tip(one, self.space.words)
        return self.ranks.grouped(index, marks, href=one.href, tip=tip, right=self.right)

    def _words(self, index: int, y: float, one: Plan) -> Iterator[Mark]:
        if not self.space.is_narrow:
            yield from self.ranks.name(index)
            yield Text(1, y + 14.5, self._fact(one), "value", "start", 12, self._aside(one))
            return
        room = self.space.width - self._long(one) - 20
        y = self.ranks.start(index) + 15
        yield Text(0, y, shortened(one.name, room, 13), "name halo")
        yield Text(1, y, self._fact(one), "value", "end", 0, self._aside(one))

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
