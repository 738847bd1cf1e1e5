"""Charts of rows: where names and pictures stand, wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voronka.render.charts.base import Space
from voronka.render.charts.letters import shortened, width, wrapped
from voronka.render.charts.scene import Group, Mark, Rect, Text

#: Rows that are drawn; all are in the table.
MOST_ROWS = 40
GAP = 12


@dataclass(frozen=True)
class Ranks:
    """Rows one under another from `top`: names to the left of the plot, on a phone above it. `tall` is the height of the picture in a row."""

    names: tuple[str, ...]
    space: Space
    top: float
    tall: float

    @property
    def left(self) -> float:
        """Pixels for the names."""
        if self.space.is_narrow:
            return 0.0
        widest = max((width(name, 13) for name in self.names), default=0.0)
        return round(min(widest + GAP, self.space.width * 0.34), 2)

    @property
    def row(self) -> float:
        """The height of a row."""
        return self.tall + (30 if self.space.is_narrow else 14)

    @property
    def bottom(self) -> float:
        """Where the rows end."""
        return self.top + self.row * len(self.names)

    def start(self, index: int) -> float:
        """Where a row begins."""
        return self.top + self.row * index

    def picture(self, index: int) -> float:
        """The top of the picture in a row."""
        return self.start(index) + (22 if self.space.is_narrow else 7)

    def middle(self, index: int) -> float:
        """The middle of the picture in a row."""
        return self.picture(index) + self.tall / 2

    def name(self, index: int, look: str = "name") -> list[Mark]:
        """A row's name, on two lines where one is too short."""
        text = self.names[index]
        if self.space.is_narrow:
            return [
                Text(0, self.start(index) + 15, shortened(text, self.space.width - 8, 13), look + " halo")
            ]
        lines = wrapped(text, self.left - GAP + 1, 13, 2)
        first = self.middle(index) + 4.5 - 7.5 * (len(lines) - 1)
        return [Text(0, first + 15 * number, line, look, "end", -GAP) for number, line in enumerate(lines)]

    def grouped(self, index: int, marks: Iterable[Mark], *, href: str, tip: str, right: float) -> Group:
        """A row that answers to the pointer over all its width."""
        y, height = self.start(index), self.row
        hits: list[Mark] = [Rect(0, y, 1, height, "hit"), Rect(1, y, 0, height, "hit", wide=right)]
        if self.left:
            hits.append(Rect(0, y, 0, height, "hit", -self.left, wide=self.left))
        return Group((*hits, *marks), "row", href, tip)


def legend(keys: Sequence[tuple[str, str]], space: Space, left: float, y: float) -> tuple[list[Mark], float]:
    """Names with the look of what they stand for, above the rows, on as many lines as they need; the height that they take."""
    marks: list[Mark] = []
    x, line = 0.0, 0
    for name, look in keys:
        long = width(name, 12) + 16
        if x and x + long > space.width - left:
            x, line = 0.0, line + 1
        marks.append(Rect(0, y + line * 18, 0, 9, look, x, wide=9, radius=2.5))
        marks.append(Text(0, y + line * 18 + 8.5, name, "note", "start", x + 14))
        x += long + 14
    return marks, (line + 1) * 18.0 + 6 if keys else 0.0
