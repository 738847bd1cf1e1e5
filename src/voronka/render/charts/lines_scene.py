"""Lines laid out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from voronka.render.charts import when
from voronka.render.charts.base import Space
from voronka.render.charts.letters import width, wrapped
from voronka.render.charts.line_ends import ends
from voronka.render.charts.lines_frame import LINE, TOP, Frame
from voronka.render.charts.lines_live import hits
from voronka.render.charts.scale import axis
from voronka.render.charts.scene import Anchor, Dot, Mark, Path, Rule, Scene, Text, line, stairs

if TYPE_CHECKING:
    from voronka.render.charts.lines import Lines, Point, Series


def draw(chart: Lines, space: Space) -> Scene:
    """The whole chart: grid, bands, lines, labels, and what answers to the pointer."""
    frame = Frame(chart, space)
    grid, left = _grid(frame)
    below, foot = _below(frame)
    labels, right = ends(frame)
    marks: list[Mark] = [*grid, *below, *_goals(frame), *_happenings(frame)]
    ordered = sorted(chart.series, key=lambda one: one.role not in ("quiet", "before"))
    for one in ordered:
        marks += _band(frame, one) if chart.has_band(one) else []
    for one in ordered:
        marks += _line(frame, one)
    marks += [*_readings(frame), *labels, *hits(frame)]
    return Scene(left, right, frame.bottom + foot, tuple(marks))


def _grid(frame: Frame) -> tuple[list[Mark], float]:
    up, widest = frame.up, 0.0
    marks: list[Mark] = []
    for tick in up.ticks:
        text = frame.chart.y.tick(tick, up.step, frame.language)
        widest = max(widest, width(text, 12))
        y = frame.y(tick)
        marks.append(Rule(0, y, 1, y, "axis" if tick in (0, up.low) else "grid"))
        marks.append(Text(0, y + 4, text, "tick", "end", -8))
    return marks, widest + 10


def _below(frame: Frame) -> tuple[list[Mark], float]:
    """Names of places under the plot, and how high they are."""
    named = list(_places(frame))
    y = frame.bottom + 17
    marks: list[Mark] = []
    for x, text, year in named:
        marks.append(Text(x, y, text, "tick", "middle"))
        if year:
            marks.append(Text(x, y + 14, year, "tick", "middle"))
    foot = 38 if any(year for _, _, year in named) else 24
    if frame.chart.x_title:
        foot += 16
        marks.append(Text(1, frame.bottom + foot - 4, frame.chart.x_title, "tick", "end"))
    return marks, foot


def _places(frame: Frame) -> Iterator[tuple[float, str, str]]:
    chart, at_most = frame.chart, max(2, int(frame.space.width * 0.66 // 46))
    if chart.names:
        step = -(-len(chart.names) // max(1, at_most // 2))
        for name in chart.names[::step]:
            yield chart.place(name), wrapped(name, frame.space.width * 0.8 / at_most * 2, 12, 1)[0], ""
    elif chart.x is not None or not _days(chart):
        unit = chart.x or chart.y
        across = axis(chart.across.low, chart.across.high, unit, at_most)
        for tick in across.ticks:
            if chart.across.low <= tick <= chart.across.high:
                yield chart.across.at(tick), unit.tick(tick, across.step, frame.language), ""
    else:
        days = _days(chart)
        for one in when.ticks(min(days), max(days), at_most, frame.language, chart.grain):
            yield chart.place(one.day), one.text, one.year


def _days(chart: Lines) -> list[date]:
    return [point.x for one in chart.series for point in one.points if isinstance(point.x, date)]


def _runs(one: Series) -> Iterator[list[Point]]:
    """Points that follow each other without a gap."""
    for has_value, run in groupby(one.points, key=lambda point: point.y is not None):
        if has_value:
            yield list(run)


def _band(frame: Frame, one: Series) -> Iterator[Mark]:
    for has_ends, run in groupby(
        one.points, key=lambda point: point.low is not None and point.high is not None
    ):
        if not has_ends:
            continue
        ends = [(frame.chart.place(point.x), point.low or 0.0, point.high or 0.0) for point in run]
        upper = tuple((x, frame.y(high)) for x, _, high in ends)
        lower = tuple((x, frame.y(low)) for x, low, _ in ends)
        if frame.chart.is_steps:
            upper, lower = stairs(upper), stairs(lower)
        if len(upper) > 1:
            steps = (("M", upper[:1]), ("L", upper[1:] + lower[::-1]), ("Z", ()))
            yield Path(steps, f"band {one.role}")
        else:
            yield Rule(upper[0][0], upper[0][1], lower[0][0], lower[0][1], f"range {one.role}")


def _line(frame: Frame, one: Series) -> Iterator[Mark]:
    is_before = one.role == "before"
    look = f"line {one.role}" + (" dash thin" if is_before else " thin" if one.role == "quiet" else "")
    shown = sum(point.y is not None for point in one.points)
    for run in _runs(one):
        done = next((index for index, point in enumerate(run) if point.is_open), len(run))
        for part, how in ((run[:done], look), (run[max(0, done - 1) :], look + " dash")):
            if len(part) > 1 and (how == look or done < len(run)):
                places = tuple(frame.at(point) for point in part)
                yield Path(line(stairs(places) if frame.chart.is_steps else places), how)
        # Few points are shown as points; a lone one would be invisible else.
        if (one.role not in ("before", "quiet") and shown <= 31 and not frame.chart.is_steps) or len(
            run
        ) == 1:
            yield from (_dot(frame, one, point) for point in run)


def _dot(frame: Frame, one: Series, point: Point) -> Mark:
    x, y = frame.at(point)
    look = "ring quiet" if point.is_thin else f"ring {one.role}" if point.is_open else f"dot {one.role}"
    return Dot(x, y, 3.5, look)


def _goals(frame: Frame) -> Iterator[Mark]:
    for goal in frame.chart.goals:
        y = frame.y(goal.y)
        yield Rule(0, y, 1, y, "reference")


def _happenings(frame: Frame) -> Iterator[Mark]:
    for index, mark in enumerate(frame.chart.marks):
        x = frame.chart.place(mark.x)
        y = TOP + frame.marks_rows[index] * LINE
        is_late = x > 0.6
        anchor: Anchor = "end" if is_late else "start"
        yield Rule(x, y - 9, x, frame.bottom, "mark" if mark.is_change else "mark dash")
        yield Text(x, y, mark.text, "note strong" if mark.is_change else "note", anchor, -5 if is_late else 5)


def _readings(frame: Frame) -> Iterator[Mark]:
    for reading in frame.chart.readings:
        x, y = frame.chart.place(reading.x), frame.y(reading.y)
        yield Rule(0, y, x, y, "leader")
        yield Rule(x, y, x, frame.bottom, "leader")
        yield Dot(x, y, 4, "dot fourth")
        is_late = x > 0.6
        yield Text(
            x,
            frame.bottom - 8,
            reading.text,
            "note strong halo",
            "end" if is_late else "start",
            -6 if is_late else 6,
        )
