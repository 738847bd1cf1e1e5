"""Ranked bars: a number per row with what chance allows, what it was before, the parts it is made of, or the share they come to together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Self

from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.measured import Figure, measured
from voronka.render.charts.ranks import MOST_ROWS
from voronka.render.charts.scene import Scene
from voronka.render.charts.units import Count, Percent, Unit
from voronka.render.words import Words


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar; `name` is the same in every row."""

    name: str
    value: float
    role: str = "now"
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """A row: its value with interval, what it was `before`, the deals it stands on. `aside` stands quietly beside the value."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    before: float | None = None
    role: str = "now"
    href: str = ""
    is_thin: bool = False
    aside: str = ""
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, name: str, figure: Figure, **more: Any) -> Self:
        """A bar of a figure of an answer, with its interval and its doubt."""
        found = measured(figure)
        return cls(name, found.value, found.low, found.high, found.n, **({"is_thin": found.is_thin} | more))


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Bars in the order given. `is_pareto` draws what the first rows come to together; `most` is the end of the scale where it is known."""

    bars: tuple[Bar, ...]
    unit: Unit
    before_name: str = ""
    is_pareto: bool = False
    most: float | None = None
    value_name: str = ""

    @property
    def is_empty(self) -> bool:
        """No bar has a value."""
        return not any(bar.value is not None for bar in self.bars)

    @property
    def shown(self) -> tuple[Bar, ...]:
        """The rows that are drawn."""
        return self.bars[:MOST_ROWS]

    def part_roles(self) -> tuple[tuple[str, str], ...]:
        """The names of the parts, in the order of the first row that has them."""
        found = {part.name: part.role for bar in self.bars for part in bar.parts}
        return tuple(found.items())

    def notes(self) -> tuple[str, ...]:
        """What grey bars and lines across their ends mean."""
        has = {
            "chart.note.whisker": any(bar.low is not None for bar in self.bars),
            "chart.note.grey": any(bar.is_thin for bar in self.bars),
            "chart.note.more": len(self.bars) > MOST_ROWS,
            "chart.note.pareto": self.is_pareto,
        }
        return tuple(key for key, is_there in has.items() if is_there)

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        from voronka.render.charts.bars_scene import Layout

        return Layout(self, space).scene()

    def table(self, words: Words) -> Table:
        """A row per bar, a column per part."""
        names = [name for name, _ in self.part_roles()]
        heads = [Head(words("chart.name")), Head(self.value_name or words("chart.value"), self.unit)]
        heads += [
            Head(words("chart.low"), self.unit),
            Head(words("chart.high"), self.unit),
            Head(words("chart.n"), Count()),
        ]
        heads += [Head(self.before_name, self.unit)] if self.before_name else []
        heads += [Head(words("chart.together"), Percent())] if self.is_pareto else []
        heads += [Head(name, self.unit) for name in names]
        rows = []
        for bar, together in zip(self.bars, self.together(), strict=True):
            parts = {part.name: part.value for part in bar.parts}
            row = [bar.name, bar.value, bar.low, bar.high, bar.n]
            row += [bar.before] if self.before_name else []
            row += [together] if self.is_pareto else []
            rows.append((*row, *(parts.get(name) for name in names)))
        return Table(tuple(heads), tuple(rows))

    def together(self) -> list[float | None]:
        """The share of all that each row and those above it come to."""
        values = [bar.value or 0.0 for bar in self.bars]
        total = sum(values)
        return [sofar / total if total else None for sofar in accumulate(values)]

    def label(self, bar: Bar, language: str) -> str:
        """A bar's value in words."""
        return "—" if bar.value is None else self.unit.text(bar.value, language)

    def tip(self, bar: Bar, words: Words) -> str:
        """What is said of a row."""
        value = self.label(bar, words.language)
        if bar.low is not None and bar.high is not None:
            value += f" ({self.unit.interval(bar.low, bar.high, words.language)})"
        lines = [
            bar.name,
            joined(
                [value, counted(self, bar.n, words), words("chart.thin") if bar.is_thin else "", bar.aside]
            ),
        ]
        if bar.before is not None:
            lines.append(f"{self.before_name}: {self.unit.text(bar.before, words.language)}")
        lines += [f"{part.name}: {self.unit.text(part.value, words.language)}" for part in bar.parts]
        return "\n".join(lines)
