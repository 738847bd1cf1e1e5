"""Facts and what is ahead, laid out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from voronka.render import dates
from voronka.render.charts import when
from voronka.render.charts.base import Space
from voronka.render.charts.fan_labels import labels
from voronka.render.charts.letters import width
from voronka.render.charts.scene import Dot, Group, Mark, Path, Rect, Rule, Scene, Text, line

if TYPE_CHECKING:
    from voronka.render.charts.fan import Ahead, Fan, Passed

#: Of its slot a column takes this share.
COLUMN = 0.62
#: Columns that can be told apart on a phone: the latest; the table has all.
MOST_ON_PHONE = 10
MOST_HITS = {False: 75, True: 45}


class Frame:
    """The plot of one layout: from values to pixels."""

    def __init__(self, chart: Fan, space: Space) -> None:
        self.chart, self.space, self.words = chart, space, space.words
        self.language = space.language
        self.plot = 196.0 if space.is_narrow else 236.0
        self.top = 32.0 if chart.today and chart.ahead else 16.0
        self.bottom = self.top + self.plot
        self.slot = 1 / max(1, len(chart.steps))
        self.left = max((width(self.tick(tick), 12) for tick in chart.up.ticks), default=0.0) + 10
        self.labels, self.right = labels(self)

    def tick(self, value: float) -> str:
        """A value on the axis."""
        return self.chart.unit.tick(value, self.chart.up.step, self.language)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(self.bottom - self.chart.up.at(value) * self.plot, 2)

    @property
    def pixels(self) -> float:
        """How wide a slot is at least."""
        return self.slot * (self.space.width - self.left - self.right)


def draw(chart: Fan, space: Space) -> Scene:
    """The whole chart: grid, ranges, facts, plan, labels, and what answers to the pointer."""
    if space.is_narrow and not chart.is_running:
        chart = replace(chart, passed=chart.passed[-max(4, MOST_ON_PHONE - len(chart.ahead)) :])
    frame = Frame(chart, space)
    marks = [*_grid(frame), *_below(frame), *_today(frame)]
    marks += _running(frame) if chart.is_running else _columns(frame)
    marks += [*_plan(frame), *frame.labels]
    if chart.is_running:
        marks += _hits(frame)
    return Scene(frame.left, frame.right, frame.bottom + 40, tuple(marks))


def _grid(frame: Frame) -> Iterator[Mark]:
    for tick in frame.chart.up.ticks:
        y = frame.y(tick)
        yield Rule(0, y, 1, y, "axis" if tick == 0 else "grid")
        yield Text(0, y + 4, frame.tick(tick), "tick", "end", -8)


def _below(frame: Frame) -> Iterator[Mark]:
    """Names of steps under the plot, the year where it changes."""
    chart, plot, before = frame.chart, frame.space.width - frame.left - frame.right, ""
    days = chart.steps
    if chart.is_running and days:
        named = when.ticks(days[0], days[-1], max(2, int(plot // 56)), frame.language)
        days = tuple(tick.day for tick in named)
    texts = [_name(frame, day) for day in days]
    widest = max((width(text, 12) for text in texts), default=1.0) + 10
    step = 1 if chart.is_running else max(1, -int(-widest // max(frame.pixels, 0.1)))
    # Counted from the end: the newest step has its name.
    for index in range((len(days) - 1) % step, len(days), step):
        year = str(days[index].year)
        yield Text(chart.place(days[index]), frame.bottom + 17, texts[index], "tick", "middle")
        if year != before:
            yield Text(chart.place(days[index]), frame.bottom + 31, year, "tick", "middle")
        before = year


def _name(frame: Frame, day: date) -> str:
    if frame.chart.is_running or frame.chart.grain in ("day", "week"):
        return dates.month_day(day, frame.language)
    if frame.chart.grain == "quarter":
        return frame.words(f"chart.quarter.{(day.month + 2) // 3}")
    return str(day.year) if frame.chart.grain == "year" else dates.short_month(day, frame.language)


def _today(frame: Frame) -> Iterator[Mark]:
    """Where the facts end: before the step that runs, or at the day itself where a line grows."""
    chart = frame.chart
    if not chart.ahead or chart.today is None:
        return
    x = chart.place(chart.today if chart.is_running else chart.ahead[0].x)
    x -= 0 if chart.is_running else frame.slot / 2
    text = frame.words("chart.fan.today", day=dates.day(chart.today, frame.language, with_year=False))
    yield Rule(x, frame.top - 22, x, frame.bottom, "mark dash")
    is_late = x > 0.5
    yield Text(x, frame.top - 14, text, "note", "end" if is_late else "start", -6 if is_late else 6)


def _plan(frame: Frame) -> Iterator[Mark]:
    chart = frame.chart
    if chart.is_running and len(chart.plan) > 1:
        points = tuple((chart.place(day), frame.y(value)) for day, value in chart.plan)
        yield Path(line(points), "line fourth thin dash")
        return
    for day, value in chart.plan:
        if day in chart.steps or chart.is_running:
            x, half = chart.place(day), frame.slot * 0.42
            yield Rule(max(0.0, x - half), frame.y(value), min(1.0, x + half), frame.y(value), "pace")


# -- columns


def _columns(frame: Frame) -> Iterator[Mark]:
    for passed in frame.chart.passed:
        yield _passed(frame, passed)
    for index, ahead in enumerate(frame.chart.ahead):
        yield _ahead(frame, ahead, is_last=index == len(frame.chart.ahead) - 1)


def _column(frame: Frame, x: date, low: float, high: float, look: str) -> Rect:
    top, bottom = frame.y(high), frame.y(low)
    start = frame.chart.place(x) - frame.slot * COLUMN / 2
    return Rect(start, top, frame.slot * COLUMN, max(bottom - top, 1.0), look, radius=2)


def _slot(frame: Frame, x: date) -> Rect:
    return Rect(frame.chart.place(x) - frame.slot / 2, frame.top, frame.slot, frame.plot, "hit")


def _passed(frame: Frame, one: Passed) -> Group:
    marks: list[Mark] = [_slot(frame, one.x)]
    if one.y:
        marks.append(_column(frame, one.x, min(0.0, one.y), max(0.0, one.y), "column-bar soft"))
    if one.low is not None and one.high is not None:
        marks += _whisker(frame, one.x, one.low, one.high, "line worse thin" if one.is_missed else "whisker")
    tip = frame.chart.tip_of_passed(one, frame.words)
    return Group(tuple(marks), "box", one.href, tip)


def _whisker(frame: Frame, x: date, low: float, high: float, look: str) -> Iterator[Mark]:
    """What had been said of a step, over its column: a pale ground parts it from the column."""
    at, half = frame.chart.place(x), min(frame.slot * 0.14, 0.012)
    top, bottom = frame.y(high), frame.y(low)
    for how in ("underlay", look):
        yield Rule(at, top, at, bottom, how)
        for y in (top, bottom):
            yield Rule(at - half, y, at + half, y, how)


def _ahead(frame: Frame, one: Ahead, *, is_last: bool) -> Group:
    x, half = frame.chart.place(one.x), frame.slot * COLUMN / 2
    marks: list[Mark] = [_slot(frame, one.x)]
    if one.fact:
        marks.append(_column(frame, one.x, 0.0, one.fact, "column-bar now"))
    marks.append(_column(frame, one.x, one.low, one.high, "area now"))
    if one.lower is not None and one.upper is not None:
        marks.append(_column(frame, one.x, one.lower, one.upper, "bar now pale"))
    y = frame.y(one.middle)
    marks.append(Rule(x - half, y, x + half, y, "line now"))
    text = frame.chart.unit.text(one.middle, frame.language)
    if not is_last and width(text, 13, True) <= frame.pixels - 4:
        marks.append(Text(x, frame.y(one.high) - 7, text, "label now halo", "middle"))
    return Group(tuple(marks), "box", one.href, frame.chart.tip_of_ahead(one, frame.words))


# -- a line that grows


def _running(frame: Frame) -> Iterator[Mark]:
    chart = frame.chart
    known = [(chart.place(one.x), one.y) for one in chart.passed if one.y is not None]
    start = [(known[-1][0], known[-1][1], known[-1][1])] if known else []
    outer = [*start, *((chart.place(one.x), one.low, one.high) for one in chart.ahead)]
    inner = [
        *start,
        *(
            (chart.place(one.x), one.lower, one.upper)
            for one in chart.ahead
            if one.lower is not None and one.upper is not None
        ),
    ]
    for ends, look in ((outer, "band now"), (inner, "area now")):
        yield from _band(frame, ends, look)
    for one in chart.passed:
        if one.low is not None and one.high is not None:
            x = chart.place(one.x)
            yield Rule(
                x, frame.y(one.low), x, frame.y(one.high), "range worse" if one.is_missed else "range before"
            )
    middles = [*known[-1:], *((chart.place(one.x), one.middle) for one in chart.ahead)]
    for places, look in ((known, "line now"), (middles, "line now thin dash")):
        if len(places) > 1:
            yield Path(line(tuple((x, frame.y(y)) for x, y in places)), look)
    if known:
        yield Dot(known[-1][0], frame.y(known[-1][1]), 4, "dot now")


def _band(frame: Frame, ends: list[tuple[float, float, float]], look: str) -> Iterator[Mark]:
    if len(ends) < 2:
        return
    upper = tuple((x, frame.y(high)) for x, _, high in ends)
    lower = tuple((x, frame.y(low)) for x, low, _ in ends)
    yield Path((("M", upper[:1]), ("L", upper[1:] + lower[::-1]), ("Z", ())), look)


def _hits(frame: Frame) -> Iterator[Mark]:
    """A column per day that tells its values."""
    chart = frame.chart
    told = {one.x: (chart.tip_of_ahead(one, frame.words), one.middle, one.href) for one in chart.ahead}
    for one in chart.passed:
        if one.y is not None:
            told[one.x] = (chart.tip_of_passed(one, frame.words), one.y, one.href)
    days = sorted(told)[:: -(-len(told) // MOST_HITS[frame.space.is_narrow]) or 1]
    places = [chart.place(day) for day in days]
    edges = [0.0, *((a + b) / 2 for a, b in itertools.pairwise(places)), 1.0]
    for index, day in enumerate(days):
        tip, value, href = told[day]
        start, x = edges[index], places[index]
        marks = (
            Rect(start, frame.top, edges[index + 1] - start, frame.plot, "hit"),
            Rule(x, frame.top, x, frame.bottom, "guide"),
            Dot(x, frame.y(value), 4.5, "hover now"),
        )
        yield Group(marks, "column", href, tip, is_live=True)
