"""Scenes written down: stretching SVG for a page, with classes; fixed SVG for a file, with colours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from html import escape
from math import isfinite

from voronka.render.charts.looks import LIVE, attributes
from voronka.render.charts.scene import Dot, Group, Mark, Path, Rect, Rule, Text


def short(number: float) -> str:
    """A coordinate as short as it can be.

    >>> short(12.0), short(0.126), short(-0.0)
    ('12', '0.13', '0')
    """
    if not isfinite(number):
        raise ValueError(f"not a coordinate: {number}")
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Pen(ABC):
    """Writes marks; pages and files differ in how they say a place and a look."""

    @abstractmethod
    def x(self, share: float, dx: float) -> str:
        """A place across."""

    @abstractmethod
    def width(self, share: float) -> str:
        """A length across."""

    @abstractmethod
    def shift(self, dx: float) -> str:
        """The pixels that `x` could not take in, as an attribute."""

    @abstractmethod
    def look(self, look: str) -> str:
        """How a mark looks, as attributes."""

    @abstractmethod
    def path(self, mark: Path) -> str:
        """A curve."""

    @abstractmethod
    def group(self, mark: Group) -> str:
        """Marks that belong together."""

    def write(self, marks: Iterable[Mark]) -> str:
        """All marks, one after another."""
        return "".join(self._mark(mark) for mark in marks)

    def _mark(self, mark: Mark) -> str:
        match mark:
            case Text():
                return self._text(mark)
            case Rect():
                return self._rect(mark)
            case Rule():
                x1, x2 = self.x(mark.x1, mark.dx), self.x(mark.x2, mark.dx)
                ends = f'x1="{x1}" y1="{short(mark.y1)}" x2="{x2}" y2="{short(mark.y2)}"'
                return f"<line {ends}{self.shift(mark.dx)}{self.look(mark.look)}/>"
            case Dot():
                place = f'cx="{self.x(mark.x, mark.dx)}" cy="{short(mark.y)}" r="{short(mark.radius)}"'
                return f"<circle {place}{self.shift(mark.dx)}{self.look(mark.look)}/>"
            case Path():
                return self.path(mark)
            case Group():
                return self.group(mark)

    def _text(self, mark: Text) -> str:
        anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
        tail = f'<tspan dx="6"{self.look("tail")}>{escape(mark.tail)}</tspan>' if mark.tail else ""
        place = f'x="{self.x(mark.x, mark.dx)}" y="{short(mark.y)}"{self.shift(mark.dx)}{anchor}'
        return f"<text {place}{self.look(mark.look)}>{escape(mark.text)}{tail}</text>"

    def _rect(self, mark: Rect) -> str:
        width = short(mark.wide) if mark.wide is not None else self.width(mark.width)
        radius = f' rx="{short(mark.radius)}"' if mark.radius else ""
        size = (
            f'x="{self.x(mark.x, mark.dx)}" y="{short(mark.y)}" width="{width}" height="{short(mark.height)}"'
        )
        return f"<rect {size}{radius}{self.shift(mark.dx)}{self.look(mark.look)}/>"


class PagePen(Pen):
    """Places in percent of the plot, looks as classes."""

    def __init__(self, height: float) -> None:
        self.height = height

    def x(self, share: float, dx: float) -> str:  # noqa: ARG002
        """In percent; the pixels are a shift."""
        return self.width(share)

    def width(self, share: float) -> str:
        """In percent."""
        return short(share * 100) + "%"

    def shift(self, dx: float) -> str:
        """A translation."""
        return f' transform="translate({short(dx)})"' if dx else ""

    def look(self, look: str) -> str:
        """Classes."""
        return f' class="{" ".join("c-" + word for word in look.split())}"' if look else ""

    def path(self, mark: Path) -> str:
        """In a box that stretches with the plot; strokes do not, by the styles."""
        box = f'viewBox="0 0 1000 {short(self.height)}" width="100%" height="{short(self.height)}" preserveAspectRatio="none"'
        thick = f' stroke-width="{short(mark.thick)}"' if mark.thick else ""
        return f'<svg {box}><path d="{drawn(mark, 0, 1000)}"{thick}{self.look(mark.look)}/></svg>'

    def group(self, mark: Group) -> str:
        """A link where it opens something; its tip as a title."""
        tip = f"<title>{escape(mark.tip)}</title>" if mark.tip else ""
        body = tip + self.write(mark.marks)
        look = self.look(f"mark-group {mark.look}".strip() if mark.tip or mark.href else mark.look)
        if not mark.href:
            return f"<g{look}>{body}</g>"
        return f'<a href="{escape(mark.href)}"{look}>{body}</a>'


class FilePen(Pen):
    """Places in pixels, looks as attributes: nothing outside is needed to see the file."""

    def __init__(self, left: float, width: float) -> None:
        self.left = left
        self.across = width

    def x(self, share: float, dx: float) -> str:
        """In pixels from the edge of the picture."""
        return short(self.left + share * self.across + dx)

    def width(self, share: float) -> str:
        """In pixels."""
        return short(share * self.across)

    def shift(self, dx: float) -> str:  # noqa: ARG002
        """Nothing: `x` has it."""
        return ""

    def look(self, look: str) -> str:
        """Attributes."""
        return "".join(f' {name}="{value}"' for name, value in attributes(look).items())

    def path(self, mark: Path) -> str:
        """In pixels."""
        thick = f' stroke-width="{short(mark.thick)}"' if mark.thick else ""
        return f'<path d="{drawn(mark, self.left, self.across)}"{thick}{self.look(mark.look)}/>'

    def group(self, mark: Group) -> str:
        """Its marks; none that only answer to a pointer."""
        return "" if mark.is_live else self.write(mark.marks)

    def write(self, marks: Iterable[Mark]) -> str:
        """As every pen; what only answers to a pointer is left out."""
        return super().write(mark for mark in marks if not LIVE & set(mark.look.split()))


def drawn(mark: Path, left: float, width: float) -> str:
    """The `d` of a path, its shares stretched over that width."""
    parts = []
    for letter, points in mark.steps:
        places = (f"{_tenth(left + x * width)} {_tenth(y)}" for x, y in points)
        parts.append(letter + " ".join(places))
    return "".join(parts)


def _tenth(number: float) -> str:
    return short(round(number, 1))
