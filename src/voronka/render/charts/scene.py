"""What a chart is made of once it is laid out: marks, for any surface to write.

Across, a mark is at a share of the plot (0 its left end, 1 its right) and a few pixels `dx` from there, so that one layout fits
every width: text keeps its size while the plot stretches. Down, everything is in pixels. `look` is a shape and its role, such
as "line now": classes on a page, attributes in a file (`looks.py`).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Text:
    """Words with their baseline at `y`; `tail` follows in a quieter look."""

    x: float
    y: float
    text: str
    look: str
    anchor: Anchor = "start"
    dx: float = 0
    tail: str = ""


@dataclass(frozen=True)
class Rect:
    """A box as wide as a share of the plot, or `wide` pixels."""

    x: float
    y: float
    width: float
    height: float
    look: str
    dx: float = 0
    wide: float | None = None
    radius: float = 0


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str
    dx: float = 0


@dataclass(frozen=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    look: str
    dx: float = 0


Step = tuple[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True)
class Path:
    """A curve of steps M, L, C, Z with their points; `thick` is a stroke in pixels where the look does not say it."""

    steps: tuple[Step, ...]
    look: str
    thick: float | None = None


@dataclass(frozen=True)
class Group:
    """Marks that belong together: they say `tip` when pointed at and open `href`. Those with `is_live` are drawn on pages only."""

    marks: tuple[Mark, ...]
    look: str = ""
    href: str = ""
    tip: str = ""
    is_live: bool = False


Mark = Text | Rect | Rule | Dot | Path | Group


@dataclass(frozen=True)
class Scene:
    """A laid-out chart: pixels kept free left and right of the plot, its height, the least width of the plot, and the marks.

    `side` are marks in the left margin that stay when a plot with a least width is scrolled.
    """

    left: float
    right: float
    height: float
    marks: tuple[Mark, ...]
    least: float = 0
    side: tuple[Mark, ...] = ()


def line(points: tuple[tuple[float, float], ...]) -> tuple[Step, ...]:
    """Steps along the points."""
    return (("M", points[:1]), ("L", points[1:])) if len(points) > 1 else (("M", points),)


def stairs(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """The points of a curve that keeps its height until the next one.

    >>> stairs(((0, 9), (1, 5), (2, 4)))
    ((0, 9), (1, 9), (1, 5), (2, 5), (2, 4))
    """
    found = list(points[:1])
    for (_, before), (x, y) in itertools.pairwise(points):
        found += [(x, before), (x, y)]
    return tuple(found)
