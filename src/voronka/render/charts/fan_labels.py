"""What stands at the right of facts and ranges: where the last step ends, and what is planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from voronka.render.charts.labels import spread
from voronka.render.charts.letters import width, wrapped
from voronka.render.charts.scene import Mark, Rule, Text

if TYPE_CHECKING:
    from voronka.render.charts.fan_scene import Frame

LINE = 15


def labels(frame: Frame) -> tuple[list[Mark], float]:
    """All labels, moved apart so that none covers another, and how wide they are."""
    found = list(_wanted(frame))
    room = frame.space.width * (0.3 if frame.space.is_narrow else 0.26)
    texts = [(value, *wrapped(name, room, 12, 1)) if name else (value,) for value, name, _, _ in found]
    heights = [LINE * len(lines) + 3.0 for lines in texts]
    wanted = [frame.y(y) for _, _, y, _ in found]
    middles = spread(wanted, heights, frame.top - 8, frame.bottom + 8)
    marks: list[Mark] = []
    for (_, _, _, role), lines, at, middle in zip(found, texts, wanted, middles, strict=True):
        if abs(middle - at) > 5:
            marks.append(Rule(1, at, 1, middle, "leader", 6))
        first = middle - LINE * (len(lines) - 1) / 2 + 4.5
        for index, text in enumerate(lines):
            look = f"label {role}" if index == 0 else "note"
            marks.append(Text(1, first + index * LINE, text, look, "start", 10))
    widths = [width(text, 13, index == 0) for lines in texts for index, text in enumerate(lines)]
    return marks, max(widths, default=-2.0) + 14


def _wanted(frame: Frame) -> Iterator[tuple[str, str, float, str]]:
    """Value, name, height and role of each label; none where there is nothing ahead."""
    chart, words = frame.chart, frame.words
    if not chart.ahead:
        return
    last = chart.ahead[-1]
    yield words("chart.fan.to", value=_text(frame, last.high)), "", last.high, "soft"
    yield _text(frame, last.middle), words("chart.fan.middle").lower(), last.middle, "now"
    yield words("chart.fan.from", value=_text(frame, last.low)), "", last.low, "soft"
    # A plan of an earlier step alone has no place at the last one: the note below names it.
    if chart.plan and chart.plan[-1][0] >= last.x:
        value = chart.plan[-1][1]
        name = chart.plan_name or words("chart.fan.plan").lower()
        yield _text(frame, value), name, value, "fourth"


def _text(frame: Frame, value: float) -> str:
    return frame.chart.unit.text(value, frame.language)
