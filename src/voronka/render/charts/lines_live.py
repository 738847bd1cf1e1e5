"""What a chart of lines answers to the pointer: a column per place that tells its values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from voronka.render.charts.lines_frame import Frame
from voronka.render.charts.scene import Dot, Group, Mark, Rect, Rule

if TYPE_CHECKING:
    from voronka.render.charts.lines import Point, Series

#: Places that answer to the pointer: no more, or a year of days would weigh more than its picture.
MOST_HITS = {False: 60, True: 31}
#: Lines of which a place tells the values.
MOST_TOLD = 9


def hits(frame: Frame) -> Iterator[Mark]:
    """A column per place that tells its values, and opens its deals where there is one list to open."""
    chart = frame.chart
    at: dict[float, list[tuple[Series, Point]]] = {}
    for one in chart.series[:MOST_TOLD]:
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


def _hit(frame: Frame, points: list[tuple[Series, Point]], start: float, end: float) -> Mark:
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
