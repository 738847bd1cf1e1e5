"""A line as small as a word, beside a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voronka.render.charts.base import Chart, Head, Space, Table
from voronka.render.charts.scene import Dot, Mark, Path, Scene, line
from voronka.render.charts.units import Unit
from voronka.render.words import Words

HEIGHT = 36


@dataclass(frozen=True, kw_only=True)
class Sparkline(Chart):
    """Values at even distances, the newest last; `before` is the compared period, `is_open` says that the last value is not over yet."""

    values: tuple[float | None, ...]
    unit: Unit
    before: tuple[float | None, ...] = ()
    role: str = "now"
    is_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Fewer than two values make no line."""
        return sum(value is not None for value in self.values) < 2

    def table(self, words: Words) -> Table:
        """A row per value."""
        heads = (Head(words("chart.number"), Unit()), Head(words("chart.value"), self.unit))
        return Table(heads, tuple((index + 1, value) for index, value in enumerate(self.values)))

    def scene(self, space: Space) -> Scene:  # noqa: ARG002
        """The line, its last value as a dot."""
        places = [index / max(1, len(self.values) - 1) for index in range(len(self.values))]
        marks: list[Mark] = []
        before = self._points(self.before[-len(self.values) :], places)
        if len(before) > 1:
            marks.append(Path(line(before), "line before dash thin"))
        now = self._points(self.values, places)
        if len(now) > 1:
            body = now[:-1] if self.is_open and len(now) > 2 else now
            marks.append(
                Path(
                    (*line(body), ("L", ((body[-1][0], HEIGHT), (body[0][0], HEIGHT))), ("Z", ())),
                    f"band {self.role}",
                )
            )
            marks.append(Path(line(body), f"line {self.role}"))
            if body != now:
                marks.append(Path(line(now[-2:]), f"line {self.role} dash"))
            marks.append(Dot(*now[-1], 3.5, f"{'ring' if self.is_open else 'dot'} {self.role}"))
        return Scene(4, 5, HEIGHT, tuple(marks))

    def _points(
        self, values: Sequence[float | None], places: Sequence[float]
    ) -> tuple[tuple[float, float], ...]:
        known = [value for value in (*self.values, *self.before) if value is not None]
        low, high = min(known, default=0.0), max(known, default=0.0)
        room = high - low or 1.0
        return tuple(
            (x, round(HEIGHT - 6 - (value - low) / room * (HEIGHT - 12), 2))
            for x, value in zip(places, values, strict=False)
            if value is not None
        )
