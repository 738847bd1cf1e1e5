"""A bridge between two sums: what was added and taken away on the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.letters import width
from voronka.render.charts.ranks import MOST_ROWS, Ranks
from voronka.render.charts.scale import Axis
from voronka.render.charts.scene import Group, Mark, Rect, Rule, Scene, Text
from voronka.render.charts.units import Count, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Term:
    """A step of a bridge: a sum that stands (`is_total`), or a change by `value`. `role` "" is a quiet one of its direction."""

    name: str
    value: float
    is_total: bool = False
    role: str = ""
    n: int | None = None
    href: str = ""
    aside: str = ""


def levels(terms: Iterable[tuple[bool, float]]) -> list[tuple[float, float]]:
    """From where to where each term reaches: sums from zero, changes from where the term before ended.

    >>> levels([(True, 100), (False, 50), (False, -75), (True, 75)])
    [(0.0, 100.0), (100.0, 150.0), (150.0, 75.0), (0.0, 75.0)]
    """
    found: list[tuple[float, float]] = []
    level = 0.0
    for is_total, value in terms:
        start = 0.0 if is_total else level
        level = start + value
        found.append((start, level))
    return found


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """Terms from the first sum to the last, in order."""

    terms: tuple[Term, ...]
    unit: Unit
    change_unit: Unit | None = None

    @property
    def is_empty(self) -> bool:
        """All terms are nothing."""
        return not any(term.value for term in self.terms)

    @property
    def shown(self) -> tuple[Term, ...]:
        """The terms that are drawn."""
        return self.terms[:MOST_ROWS]

    def levels(self) -> list[tuple[float, float]]:
        """From where to where each drawn term reaches."""
        return levels((term.is_total, term.value) for term in self.shown)

    def table(self, words: Words) -> Table:
        """A row per term."""
        heads = (
            Head(words("chart.name")),
            Head(words("chart.value"), self.unit),
            Head(words("chart.n"), Count()),
        )
        return Table(heads, tuple((term.name, term.value, term.n) for term in self.terms))

    def label(self, term: Term, language: str) -> str:
        """A term's value; changes are signed by their unit."""
        unit = self.unit if term.is_total or self.change_unit is None else self.change_unit
        return unit.text(term.value, language)

    def tip(self, term: Term, words: Words) -> str:
        """What is said of a term."""
        return f"{term.name}\n" + joined(
            [self.label(term, words.language), counted(self, term.n, words), term.aside]
        )

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout of a bridge."""

    def __init__(self, chart: Waterfall, space: Space) -> None:
        self.chart, self.space = chart, space
        self.ranks = Ranks(tuple(term.name for term in chart.shown), space, 0, 20)
        self.spans = chart.levels()
        ends = [end for span in self.spans for end in span]
        self.axis = Axis(min([0.0, *ends]), max([0.0, *ends]), 1, ())
        texts = [chart.label(term, space.language) for term in chart.shown]
        self.right = max((width(text, 13, True) for text in texts), default=0.0) + 14

    def scene(self) -> Scene:
        """Rows, and the lines that carry each level to the next."""
        rows = [self._row(index, term) for index, term in enumerate(self.chart.shown)]
        return Scene(self.ranks.left, self.right, self.ranks.bottom + 2, (*self._carried(), *rows))

    def _carried(self) -> Iterator[Mark]:
        zero = self.axis.at(0)
        yield Rule(zero, self.ranks.top, zero, self.ranks.bottom, "axis")
        for index, ((_, end), _) in enumerate(pairwise(self.spans)):
            x = self.axis.at(end)
            yield Rule(x, self.ranks.picture(index), x, self.ranks.picture(index + 1) + 20, "axis")

    def _row(self, index: int, term: Term) -> Group:
        start, end = self.spans[index]
        low, high = sorted((self.axis.at(start), self.axis.at(end)))
        wide = max(high - low, 0.004) if term.value else 0.0
        y = self.ranks.picture(index)
        look = "value" if term.is_total else "name"
        marks = [
            *self.ranks.name(index, "name strong" if term.is_total else "name"),
            Rect(min(low, 1 - wide), y, wide, 20, f"bar {role_of(term)}", radius=3),
            Text(high, y + 14.5, self.chart.label(term, self.space.language), look + " halo", "start", 8),
        ]
        return self.ranks.grouped(
            index, marks, href=term.href, tip=self.chart.tip(term, self.space.words), right=self.right
        )


def role_of(term: Term) -> str:
    """The colour of a term: sums are blue; changes that nothing else is said of are pale when they add and grey when they take."""
    if term.role:
        return term.role
    return "now" if term.is_total else "soft" if term.value > 0 else "quiet"
