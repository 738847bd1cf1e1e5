"""Lines laid out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from voronka.render.charts import when
from voronka.render.charts.base import Space
from voronka.render.charts.labels import spread
from voronka.render.charts.letters import width, wrapped
from voronka.render.charts.scale import axis
from voronka.render.charts.scene import Anchor, Dot, Group, Mark, Path, Rect, Rule, Scene, Text, line, stairs

if TYPE_CHECKING:
    from voronka.render.charts.lines import Lines, Point, Series

TOP, LINE = 12, 15
#: Places that answer to the pointer: no more, or a year of days would weigh more than its picture.
MOST_HITS = {False: 60, True: 31}
#: Lines that have a label at their end; beyond, names are in the table.
MOST_LABELS = 9


class _Frame:
    """The plot of one layout: from values to pixels."""

    def __init__(self, chart: Lines, space: Space) -> None:
        self.chart, self.space, self.words = chart, space, space.words
        self.language = space.language
        self.plot = 196.0 if space.is_narrow else 228.0
        self.marks_rows = _rows_of_marks(chart, space)
        self.top = (
            TOP + max(self.marks_rows.values(), default=-1) * LINE + (LINE + 4 if self.marks_rows else 0)
        )
        self.bottom = self.top + self.plot
        self.up = chart.up

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(self.bottom - self.up.at(value) * self.plot, 2)

    def at(self, point: Point) -> tuple[float, float]:
        """A point that has a value."""
        assert point.y is not None
        return self.chart.place(point.x), self.y(point.y)


def draw(chart: Lines, space: Space) -> Scene:
    """The whole chart: grid, bands, lines, labels, and what answers to the pointer."""
    frame = _Frame(chart, space)
    grid, left = _grid(frame)
    below, foot = _below(frame)
    labels, right = _labels(frame)
    marks: list[Mark] = [*grid, *below, *_goals(frame), *_happenings(frame)]
    ordered = sorted(chart.series, key=lambda one: one.role not in ("quiet", "before"))
    for one in ordered:
        marks += _band(frame, one) if chart.has_band(one) else []
    for one in ordered:
        marks += _line(frame, one)
    marks += [*_readings(frame), *labels, *_hits(frame)]
    return Scene(left, right, frame.bottom + foot, tuple(marks))


def _grid(frame: _Frame) -> tuple[list[Mark], float]:
    up, widest = frame.up, 0.0
    marks: list[Mark] = []
    for tick in up.ticks:
        text = frame.chart.y.tick(tick, up.step, frame.language)
        widest = max(widest, width(text, 12))
        y = frame.y(tick)
        marks.append(Rule(0, y, 1, y, "axis" if tick in (0, up.low) else "grid"))
        marks.append(Text(0, y + 4, text, "tick", "end", -8))
    return marks, widest + 10


def _below(frame: _Frame) -> tuple[list[Mark], float]:
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


def _places(frame: _Frame) -> Iterator[tuple[float, str, str]]:
    chart, at_most = frame.chart, max(2, int(frame.space.width * 0.7 // 56))
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


def _band(frame: _Frame, one: Series) -> Iterator[Mark]:
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


def _line(frame: _Frame, one: Series) -> Iterator[Mark]:
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


def _dot(frame: _Frame, one: Series, point: Point) -> Mark:
    x, y = frame.at(point)
    look = "ring quiet" if point.is_thin else f"ring {one.role}" if point.is_open else f"dot {one.role}"
    return Dot(x, y, 3.5, look)


def _goals(frame: _Frame) -> Iterator[Mark]:
    for goal in frame.chart.goals:
        y = frame.y(goal.y)
        value = frame.chart.y.text(goal.y, frame.language)
        yield Rule(0, y, 1, y, "reference")
        yield Text(0, y - 5, f"{goal.text} {value}", "note halo", "start", 4)


def _rows_of_marks(chart: Lines, space: Space) -> dict[int, int]:
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


def _happenings(frame: _Frame) -> Iterator[Mark]:
    for index, mark in enumerate(frame.chart.marks):
        x = frame.chart.place(mark.x)
        y = TOP + frame.marks_rows[index] * LINE
        is_late = x > 0.6
        anchor: Anchor = "end" if is_late else "start"
        yield Rule(x, y - 9, x, frame.bottom, "mark" if mark.is_change else "mark dash")
        yield Text(x, y, mark.text, "note strong" if mark.is_change else "note", anchor, -5 if is_late else 5)


def _readings(frame: _Frame) -> Iterator[Mark]:
    for reading in frame.chart.readings:
        x, y = frame.chart.place(reading.x), frame.y(reading.y)
        yield Rule(0, y, x, y, "leader")
        yield Rule(x, y, x, frame.bottom, "leader")
        yield Dot(x, y, 4, "dot fourth")
        yield Text(
            x, y - 8, reading.text, "note strong halo", "end" if x > 0.7 else "start", -6 if x > 0.7 else 6
        )


def _labels(frame: _Frame) -> tuple[list[Mark], float]:
    """Name and last value of each line at its end, moved apart; how wide they are."""
    found = _labelled(frame)
    room = 96.0 if frame.space.is_narrow else 150.0
    texts = [_label(frame, one, last, room, len(found) > 1) for one, last in found]
    heights = [LINE * len(lines) + 3.0 for lines in texts]
    middles = spread([frame.at(last)[1] for _, last in found], heights, frame.top - 8, frame.bottom + 8)
    marks: list[Mark] = []
    for (one, last), lines, middle in zip(found, texts, middles, strict=True):
        x, y = frame.at(last)
        if x < 0.98 or abs(middle - y) > 5:
            marks.append(
                Path((("M", ((x, y),)), ("L", ((1.0, y if x < 0.98 else middle),))), "leader")
                if x < 0.98
                else Rule(1, y, 1, middle, "leader", 6)
            )
        first = middle - LINE * (len(lines) - 1) / 2 + 4.5
        for index, text in enumerate(lines):
            look = f"label {one.role}" if index == 0 else "note"
            marks.append(Text(1, first + index * LINE, text, look, "start", 10))
    widest = max(
        (width(text, 13, index == 0) for lines in texts for index, text in enumerate(lines)), default=0.0
    )
    return marks, widest + 14 if found else 12.0


def _labelled(frame: _Frame) -> list[tuple[Series, Point]]:
    """Lines that get a label, with their last point; the loud ones first where there are too many."""
    lasts = []
    for one in frame.chart.series:
        known = [point for point in one.points if point.y is not None]
        if known:
            lasts.append((one, known[-1]))
    most = min(MOST_LABELS, int((frame.plot + 16) // (LINE * 2 + 3)))
    return sorted(lasts, key=lambda pair: pair[0].role in ("quiet", "before"))[:most]


def _label(frame: _Frame, one: Series, last: Point, room: float, has_name: bool) -> tuple[str, ...]:
    assert last.y is not None
    value = one.label or frame.chart.y.text(last.y, frame.language)
    if not has_name:
        return (value,)
    both = f"{value} {one.name}"
    if not frame.space.is_narrow and width(both, 13, bold=True) <= room * 0.6:
        return (both,)
    return (value, *wrapped(one.name, room, 12, 1))


def _hits(frame: _Frame) -> Iterator[Mark]:
    """A column per place that tells its values, and opens its deals where there is one list to open."""
    chart = frame.chart
    at: dict[float, list[tuple[Series, Point]]] = {}
    for one in chart.series[:MOST_LABELS]:
        for point in one.points:
            at.setdefault(chart.number(point.x), []).append((one, point))
    numbers = sorted(at)
    step = -(-len(numbers) // MOST_HITS[frame.space.is_narrow])
    places = numbers[::step] if step else []
    edges = [
        0.0,
        *((chart.across.at(a) + chart.across.at(b)) / 2 for a, b in pairwise(places)),
        1.0,
    ]
    for index, number in enumerate(places):
        yield _hit(frame, at[number], edges[index], edges[index + 1])


def _hit(frame: _Frame, points: list[tuple[Series, Point]], start: float, end: float) -> Mark:
    chart = frame.chart
    place = points[0][1].x
    x = chart.place(place)
    shown = [(one, point) for one, point in points if point.y is not None]
    links = {point.href for _, point in shown if point.href}
    marks: list[Mark] = [
        Rect(start, frame.top, end - start, frame.plot, "hit"),
        Rule(x, frame.top, x, frame.bottom, "guide"),
        *(Dot(*frame.at(point), 4.5, f"hover {one.role}") for one, point in shown),
    ]
    return Group(
        tuple(marks),
        "column",
        links.pop() if len(links) == 1 else "",
        chart.tip(points, place, frame.words),
        is_live=True,
    )
