"""Flows laid out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from voronka.render.charts.base import Space, counted
from voronka.render.charts.letters import shortened, width, wrapped
from voronka.render.charts.scene import Dot, Group, Mark, Path, Rect, Scene, Text
from voronka.render.charts.units import Count
from voronka.render.numbers import MINUS

if TYPE_CHECKING:
    from voronka.render.charts.flows import Flow, Flows, Station

BAR = 22
#: Bows of each kind that are drawn, the largest first; all are in the table.
MOST_BOWS = 7


class _Frame:
    """Where stations and bows stand in one layout."""

    def __init__(self, chart: Flows, space: Space) -> None:
        self.chart, self.space = chart, space
        self.step = 66 if space.is_narrow else 58
        self.top = 22 if space.is_narrow else 6
        widest = max((width(station.name, 13) for station in chart.stations), default=0)
        self.left = 0.0 if space.is_narrow else min(widest + 12, space.width * 0.32)
        kinds = {flow.kind for flow in chart.flows if flow.count}
        self.from_x = 0.26 if "back" in kinds else 0.0
        self.to_x = 0.66 if "skip" in kinds else 0.96
        self.most = max((station.count for station in chart.stations), default=0) or 1
        self.thickest = (
            max((flow.count for flow in chart.flows if flow.kind in ("skip", "back")), default=0) or 1
        )

    def y(self, index: int) -> float:
        """The top of a station."""
        return self.top + self.step * index

    def long(self, count: float) -> float:
        """A number of deals as a share of the plot."""
        return (self.to_x - self.from_x) * count / self.most

    def text(self, number: int) -> str:
        """A number of deals."""
        return Count().text(number, self.space.language)


def draw(chart: Flows, space: Space) -> Scene:
    """Bands first, bows over them, stations on top."""
    frame = _Frame(chart, space)
    stations = [
        mark for index, station in enumerate(chart.stations) for mark in _station(frame, index, station)
    ]
    height = frame.top + frame.step * len(chart.stations) - (frame.step - BAR) + 8
    marks: list[Mark] = [mark for index in range(len(chart.stations)) for mark in _below(frame, index)]
    for kind in ("skip", "back"):
        flows = sorted(
            (flow for flow in chart.flows if flow.kind == kind and flow.count), key=lambda flow: -flow.count
        )
        marks += [_bow(frame, flow) for flow in flows[:MOST_BOWS]]
    return Scene(frame.left, 34, height, (*marks, *stations))


def _station(frame: _Frame, index: int, station: Station) -> Iterator[Mark]:
    y, long = frame.y(index), frame.long(station.count)
    look = f"bar {station.role}"
    marks: list[Mark] = []
    if frame.space.is_narrow:
        marks.append(
            Text(frame.from_x, y - 6, shortened(station.name, frame.space.width * 0.75, 13), "name halo")
        )
    else:
        lines = wrapped(station.name, frame.left - 11, 13, 2)
        first = y + BAR / 2 + 4.5 - 7.5 * (len(lines) - 1)
        marks += [Text(0, first + 15 * number, text, "name", "end", -12) for number, text in enumerate(lines)]
    if station.count:
        marks.append(Rect(frame.from_x, y, max(long, 0.004), BAR, look, radius=4))
    marks.append(
        Text(frame.from_x + long, y + BAR / 2 + 4.5, frame.text(station.count), "value halo", "start", 8)
    )
    tip = f"{station.name}\n{counted(frame.chart, station.count, frame.space.words)}"
    yield Group(tuple(marks), "row", station.href, tip)


def _below(frame: _Frame, index: int) -> Iterator[Mark]:
    """What leads from a station to the next one, and what steps out."""
    station = frame.chart.stations[index]
    top, bottom = frame.y(index) + BAR, frame.y(index + 1)
    onward = next((flow for flow in frame.chart.flows if flow.start == index and flow.kind == "onward"), None)
    x = frame.from_x
    if onward and onward.count and index + 1 < len(frame.chart.stations):
        x += frame.long(onward.count)
        band = _box(frame.from_x, x, top, bottom, "ribbon now")
        # On a phone the name of the next stage stands in the band.
        y = top + 14 if frame.space.is_narrow else (top + bottom) / 2 + 4
        text = Text(frame.from_x, y, frame.text(onward.count), "small", "start", 8)
        yield Group((band, text), "flow-group", onward.href, _said(frame, onward))
    if station.lost:
        wide = max(frame.long(station.lost), 0.004)
        end = min(x + wide, 1.0)
        words = frame.space.words
        tip = f"{station.name}\n{words('chart.out')}: {counted(frame.chart, station.lost, words)}"
        # The number of a narrow band reaches out of it.
        inside = (x - frame.from_x) * (frame.space.width - frame.left)
        beyond = max(0.0, width(frame.text(onward.count), 12) + 10 - inside) if onward else 0.0
        text = Text(end, top + 13, f"{MINUS}{frame.text(station.lost)}", "loss bad halo", "start", 5 + beyond)
        yield Group((_box(x, end, top, top + 16, "bar bad"), text), "flow-group", station.out_href, tip)


def _box(start: float, end: float, top: float, bottom: float, look: str) -> Rect:
    return Rect(start, top, end - start, bottom - top, look)


def _bow(frame: _Frame, flow: Flow) -> Mark:
    """A curve beside the stations: to the right for what skips, to the left for what returns."""
    is_skip = flow.kind == "skip"
    role, away = ("now", 1) if is_skip else ("second", -1)
    y1, y2 = (frame.y(index) + BAR / 2 for index in (flow.start, flow.end))
    y1, y2 = y1 + 5 * away, y2 - 5 * away
    start, end = (_edge(frame, index, is_skip) for index in (flow.start, flow.end))
    peak = _peak(frame, flow, is_skip)
    # Half-way along, a curve is an eighth of its ends and three quarters of its handles.
    handle = (peak - 0.125 * (start + end)) / 0.75
    steps = (("M", ((start, y1),)), ("C", ((handle, y1), (handle, y2), (end, y2))))
    path = Path(steps, f"flow {role}", thick=_thick(frame, flow))
    text = frame.text(flow.count)
    shift = away * (_thick(frame, flow) / 2 + 4)
    label = Text(peak, (y1 + y2) / 2 + 4, text, "note halo", "start" if is_skip else "end", shift)
    return Group((path, Dot(end, y2, 3.5, f"dot {role}"), label), "flow-group", flow.href, _said(frame, flow))


def _peak(frame: _Frame, flow: Flow, is_skip: bool) -> float:
    """How far out a bow reaches: the more stages it spans the farther, so that bows within each other do not touch."""
    spans = sorted(
        {abs(one.end - one.start) for one in frame.chart.flows if one.kind == flow.kind and one.count}
    )
    part = (spans.index(abs(flow.end - flow.start)) + 1) / len(spans)
    if not is_skip:
        return frame.from_x * (1 - 0.62 * part)
    inner = max(_edge(frame, index, True) for index in range(flow.start, flow.end + 1))
    return inner + (1 - inner) * (0.25 + 0.75 * part)


def _edge(frame: _Frame, index: int, is_skip: bool) -> float:
    if not is_skip:
        return frame.from_x
    station = frame.chart.stations[index]
    text = width(frame.text(station.count), 13, bold=True) + 14
    return frame.from_x + frame.long(station.count) + text / (frame.space.width - frame.left)


def _thick(frame: _Frame, flow: Flow) -> float:
    return round(1.5 + 10 * flow.count / frame.thickest, 2)


def _said(frame: _Frame, flow: Flow) -> str:
    names = frame.chart.stations
    return f"{names[flow.start].name} → {names[flow.end].name}\n{counted(frame.chart, flow.count, frame.space.words)}"
