"""What every chart is: a frozen value with a title, a sentence, and numbers that can be read without the picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from voronka.render.charts import when
from voronka.render.charts.scene import Scene
from voronka.render.charts.units import Unit
from voronka.render.words import Words

#: A cell of the numbers behind a chart.
Cell = str | float | date | None


@dataclass(frozen=True)
class Head:
    """A column of the numbers behind a chart: its title, of measured ones the unit, of points of time their grain."""

    title: str
    unit: Unit | None = None
    grain: when.Grain = "day"


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def texts(self, language: str) -> list[list[str]]:
        """All rows as a reader sees them."""
        return [
            [text_of(cell, head, language) for cell, head in zip(row, self.heads, strict=True)]
            for row in self.rows
        ]


def text_of(cell: Cell, head: Head, language: str) -> str:
    """A cell as a reader sees it; a dash for no value."""
    if cell is None:
        return "—"
    if isinstance(cell, (int, float)):
        return (head.unit or Unit()).text(cell, language)
    return when.name(cell, head.grain, language) if isinstance(cell, date) else cell


@dataclass(frozen=True)
class Space:
    """Where a chart is laid out: the words of the reader's language, the least width in pixels, and whether it is a phone's."""

    words: Words
    width: float
    is_narrow: bool = False

    @property
    def language(self) -> str:
        """The language of the words."""
        return self.words.language


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """A chart. `summary` is the sentence that stands as caption and that a screen reader says; `source` names question and moment
    in a file; `empty` says what is missing and what to do when there is nothing to draw; `counted` is the key of the words that
    count `n` ("deals", "stays", "activities").
    """

    title: str
    summary: str = ""
    source: str = ""
    empty: str = ""
    counted: str = "deals"

    @property
    def needs_width(self) -> bool:
        """Whether a place of 1040 pixels and more is worth a layout of its own."""
        return False

    @property
    @abstractmethod
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""

    @abstractmethod
    def scene(self, space: Space) -> Scene:
        """The chart laid out."""

    @abstractmethod
    def table(self, words: Words) -> Table:
        """All columns that the numbers behind the chart may have."""

    def numbers(self, words: Words) -> Table:
        """The numbers behind the chart without columns that are empty throughout."""
        table = self.table(words)
        used = [
            index
            for index in range(len(table.heads))
            if any(row[index] not in (None, "") for row in table.rows)
        ]
        return Table(
            tuple(table.heads[index] for index in used),
            tuple(tuple(row[index] for index in used) for row in table.rows),
        )

    def notes(self) -> tuple[str, ...]:
        """Keys of the sentences that explain what is drawn in a special way."""
        return ()


def counted(chart: Chart, n: int | None, words: Words) -> str:
    """ "210 deals"; "" where the number is not known."""
    return "" if n is None else words(chart.counted, n=n)


def joined(parts: Sequence[str], by: str = " · ") -> str:
    """The parts that say something."""
    return by.join(part for part in parts if part)
