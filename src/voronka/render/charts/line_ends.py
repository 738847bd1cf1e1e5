"""Names and last values at the ends of lines, in place of a legend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voronka.render.charts.labels import spread
from voronka.render.charts.letters import width, wrapped
from voronka.render.charts.lines_frame import LINE, Frame
from voronka.render.charts.scene import Mark, Path, Rule, Text

if TYPE_CHECKING:
    from voronka.render.charts.lines import Series

#: Lines that have a label at their end; beyond, names are in the table.
MOST_LABELS = 9


@dataclass(frozen=True)
class _End:
    """What stands at the end of a line: its value and name, its colour, and where the line ends."""

    value: str
    name: str
    role: str
    x: float
    y: float


def ends(frame: Frame) -> tuple[list[Mark], float]:
    """All labels, moved apart so that none covers another, and how wide they are."""
    found = _ends(frame)
    texts = _texts(frame, found)
    heights = [LINE * len(lines) + 3.0 for lines in texts]
    middles = spread([end.y for end in found], heights, frame.top - 8, frame.bottom + 8)
    marks: list[Mark] = []
    for end, lines, middle in zip(found, texts, middles, strict=True):
        marks += _leader(end, middle)
        first = middle - LINE * (len(lines) - 1) / 2 + 4.5
        for index, text in enumerate(lines):
            look = f"label {end.role}" if index == 0 else "note"
            marks.append(Text(1, first + index * LINE, text, look, "start", 10))
    widths = [width(text, 13, index == 0) for lines in texts for index, text in enumerate(lines)]
    return marks, max(widths, default=-2.0) + 14


def _ends(frame: Frame) -> list[_End]:
    """Goals and lines; the loud ones first where there are too many."""
    chart, language = frame.chart, frame.language
    found = [
        _End(chart.y.text(goal.y, language), goal.text, "before", 1.0, frame.y(goal.y))
        for goal in chart.goals
    ]
    for one in sorted(chart.series, key=lambda one: one.role in ("quiet", "before")):
        found += _end(frame, one)
    most = min(MOST_LABELS, int((frame.plot + 16) // (LINE * 2 + 3)))
    return found[:most]


def _end(frame: Frame, one: Series) -> Iterator[_End]:
    known = [point for point in one.points if point.y is not None]
    if known and known[-1].y is not None:
        x, y = frame.at(known[-1])
        yield _End(one.label or frame.chart.y.text(known[-1].y, frame.language), one.name, one.role, x, y)


def _texts(frame: Frame, found: list[_End]) -> list[tuple[str, ...]]:
    """The lines of each label: one where all fit on one, else the value above the name; a lone line needs no name."""
    if len(found) == 1:
        return [(found[0].value,)]
    both = [f"{end.value} {end.name}" for end in found]
    if not frame.space.is_narrow and all(
        width(text, 13, bold=True) <= frame.space.width * 0.22 for text in both
    ):
        return [(text,) for text in both]
    room = frame.space.width * (0.3 if frame.space.is_narrow else 0.28)
    return [(end.value, *wrapped(end.name, room, 12, 1)) for end in found]


def _leader(end: _End, middle: float) -> Iterator[Mark]:
    """From the end of a line to its label, where that is not beside it."""
    if end.x < 0.98:
        yield Path((("M", ((end.x, end.y),)), ("L", ((1.0, end.y),))), "leader")
    if abs(middle - end.y) > 5:
        yield Rule(1, end.y, 1, middle, "leader", 6)
