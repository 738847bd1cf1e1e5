"""A table whose cells are the darker the higher: cohorts by age, stays by stage and manager, reasons by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from voronka.render.charts.base import Chart, Head, Space, Table, counted, joined
from voronka.render.charts.letters import ELLIPSIS, shortened, width, wrapped
from voronka.render.charts.measured import Figure, measured
from voronka.render.charts.scene import Group, Mark, Path, Rect, Scene, Step, Text
from voronka.render.charts.units import Count, Unit
from voronka.render.numbers import SPACE
from voronka.render.words import Words

LEVELS = 6
ROW = 34
#: Pixels between the lines of a hatched cell, and between them and its edge.
HATCH, EDGE = 8, 3


@dataclass(frozen=True)
class Heated:
    """A cell: `text` in place of the value's own words; `is_open` is not over yet, `is_thin` stands on few deals."""

    value: float | None
    n: int | None = None
    href: str = ""
    text: str = ""
    is_open: bool = False
    is_thin: bool = False

    @classmethod
    def of(cls, figure: Figure, **more: Any) -> Self:
        """A cell of a figure of an answer, with its doubts."""
        found = measured(figure)
        doubts = {"is_open": found.is_open, "is_thin": found.is_thin}
        return cls(found.value, found.n, **(doubts | more))


@dataclass(frozen=True)
class HeatRow:
    """A row with one cell per column, None where there is none; `n` stands beside its name."""

    name: str
    cells: tuple[Heated | None, ...]
    n: int | None = None
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Heat(Chart):
    """A heat map; `role` is the colour of much. `most` ends the scale where it is known.

    `is_by_column`: a cell is dark where it is longer or more than the middle one of its column; cells that stand on few deals stay pale.
    """

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    unit: Unit
    role: str = "now"
    row_title: str = ""
    column_title: str = ""
    most: float | None = None
    is_by_column: bool = False

    @property
    def is_empty(self) -> bool:
        """No cell has a value."""
        return not any(cell and cell.value is not None for row in self.rows for cell in row.cells)

    @property
    def needs_width(self) -> bool:
        """Long heads of columns fit where there is room."""
        return max((len(column) for column in self.columns), default=0) > 8

    def notes(self) -> tuple[str, ...]:
        """What pale cells mean."""
        cells = [cell for row in self.rows for cell in row.cells if cell]
        has = {
            "chart.note.pale": any(cell.is_open for cell in cells),
            "chart.note.few": any(cell.is_thin for cell in cells),
        }
        return tuple(key for key, is_there in has.items() if is_there)

    def table(self, words: Words) -> Table:
        """The same table."""
        heads: tuple[Head, ...] = (
            Head(self.row_title or words("chart.name")),
            Head(words("chart.n"), Count()),
        )
        heads += tuple(Head(column, self.unit) for column in self.columns)
        rows = tuple(
            (row.name, row.n, *(cell.value if cell else None for cell in row.cells)) for row in self.rows
        )
        return Table(heads, rows)

    def level(self, value: float) -> int:
        """How dark a value is: 0 to 5, evenly from nothing to the highest.

        >>> from voronka.render.charts.units import Percent
        >>> heat = Heat(title="", columns=("a",), rows=(HeatRow("x", (Heated(0.6),)),), unit=Percent())
        >>> [heat.level(value) for value in (0.0, 0.05, 0.3, 0.6)]
        [0, 0, 3, 5]
        """
        values = [cell.value for row in self.rows for cell in row.cells if cell and cell.value is not None]
        highest = self.most or max(values, default=0.0)
        return min(LEVELS - 1, max(0, int(LEVELS * value / highest))) if highest > 0 else 0

    def level_of(self, cell: Heated, column: int) -> int:
        """How dark a cell is, on the scale of all or of its column: there twice the middle one is darkest.

        >>> from voronka.render.charts.units import Days
        >>> values = ((4, 10), (5, 10), (8, 30))
        >>> rows = tuple(HeatRow("x", tuple(Heated(float(one), is_thin=one == 30) for one in row)) for row in values)
        >>> heat = Heat(title="", columns=("a", "b"), rows=rows, unit=Days(), is_by_column=True)
        >>> [heat.level_of(cell, column) for row in rows for column, cell in enumerate(row.cells)]
        [0, 1, 1, 1, 3, 0]
        """
        value = cell.value or 0.0
        if not self.is_by_column:
            return self.level(value)
        own = [row.cells[column] for row in self.rows]
        known = [one.value for one in own if one and one.value is not None and not one.is_thin]
        if cell.is_thin or not known or not median(known):
            return 0
        return min(LEVELS - 1, max(0, int(4 * value / median(known) - 3)))

    def words_of(self, cell: Heated, space: Space) -> str:
        """What stands in a cell; on a phone without the sign of per cent, which the title says."""
        if cell.value is None and not cell.text:
            return ""
        text = cell.text or self.unit.text(cell.value or 0.0, space.language)
        return text.rstrip("%\u202f") if space.is_narrow else text

    def tip(self, row: HeatRow, column: str, cell: Heated, words: Words) -> str:
        """What is said of a cell."""
        value = self.unit.text(cell.value, words.language) if cell.value is not None else words("no_data")
        doubts = [words("chart.open")] if cell.is_open else []
        doubts += [words("chart.thin")] if cell.is_thin else []
        return joined([row.name, column]) + "\n" + joined([value, counted(self, cell.n, words), *doubts])

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout of a heat map."""

    def __init__(self, chart: Heat, space: Space) -> None:
        self.chart, self.space = chart, space
        names = max((width(row.name, 13) for row in chart.rows), default=0.0)
        counts = max((width(self._count(row), 12) for row in chart.rows), default=0.0)
        self.names = min(names, space.width * 0.26) + 1
        self.left = round(self.names + (counts + 12 if counts else 0) + 12, 2)
        self.across = max(len(chart.columns), 1)
        texts = [width(chart.words_of(cell, space), 13) for row in chart.rows for cell in row.cells if cell]
        # Where the cells would not hold their words the table keeps its width and is scrolled.
        self.least = (max([*texts, 14.0]) + 8) * self.across
        self.column = max(self.least, space.width - self.left) / self.across - 2
        self.is_numbered = any(ELLIPSIS in "".join(self._head(column)) for column in chart.columns)
        self.heads = [self._shown(index, column) for index, column in enumerate(chart.columns)]
        self.legend = self._legend() if self.is_numbered else []
        self.tallest = max((len(lines) for lines in self.heads), default=1)
        self.top = (
            16 * len(self.legend)
            + (8 if self.legend else 0)
            + 15 * self.tallest
            + (18 if chart.column_title else 0)
            + 6
        )

    def _count(self, row: HeatRow) -> str:
        return "" if row.n is None or self.space.is_narrow else Count().text(row.n, self.space.language)

    def _head(self, column: str) -> tuple[str, ...]:
        return wrapped(column, self.column, 12, 3)

    def _shown(self, index: int, column: str) -> tuple[str, ...]:
        """A column's name; its number where names do not fit."""
        return (str(index + 1),) if self.is_numbered else self._head(column)

    def _legend(self) -> list[str]:
        """Numbers and names of the columns, on as many lines as they need."""
        lines: list[str] = []
        for index, column in enumerate(self.chart.columns):
            text = f"{index + 1}{SPACE}{column.replace(' ', SPACE)}"
            if lines and width(f"{lines[-1]}   {text}", 12) <= self.space.width - 8:
                lines[-1] += f"{SPACE}{SPACE} {text}"
            else:
                lines.append(text)
        return lines

    def scene(self) -> Scene:
        """Heads, rows."""
        height = self.top + ROW * len(self.chart.rows) + 2
        least = self.least if self.least + self.left > self.space.width else 0.0
        marks = (*self._columns(), *self._hatch(), *self._rows())
        return Scene(self.left, 1, height, marks, least, tuple(self._side()))

    def _side(self) -> Iterator[Mark]:
        """What stays when the columns are scrolled: their names, and those of the rows."""
        for number, line in enumerate(self.legend):
            yield Text(0, 12 + 16 * number, line, "note", "start", -self.left)
        if self.chart.row_title:
            text = shortened(self.chart.row_title, self.left - 4, 12)
            yield Text(0, self.top - 8, text, "tick", "start", -self.left)
        for number, row in enumerate(self.chart.rows):
            y = self.top + ROW * number
            yield self._name(row, y)
            if self._count(row):
                yield Text(0, y + 21.5, self._count(row), "small", "end", -12)

    def _columns(self) -> Iterator[Mark]:
        if self.chart.column_title:
            yield Text(0, self.top - 26 - 15 * (self.tallest - 1), self.chart.column_title, "tick")
        for index, lines in enumerate(self.heads):
            first = self.top - 8 - 15 * (len(lines) - 1)
            for number, text in enumerate(lines):
                yield Text((index + 0.5) / self.across, first + 15 * number, text, "note", "middle")

    def _rows(self) -> Iterator[Mark]:
        for number, row in enumerate(self.chart.rows):
            y = self.top + ROW * number
            for index, cell in enumerate(row.cells):
                if cell is not None:
                    yield self._cell(row, index, cell, y)

    def _hatch(self) -> Iterator[Mark]:
        """Lines under the cells of few deals, all in one curve: what says little looks so without its colour too."""
        across = max(self.space.width - self.left, self.least)
        steps = [
            step
            for number, row in enumerate(self.chart.rows)
            for index, cell in enumerate(row.cells)
            if cell is not None and cell.is_thin
            for step in hatched(
                index * across / self.across, self.top + ROW * number, across / self.across, across
            )
        ]
        if steps:
            yield Path(tuple(steps), "hatch")

    def _name(self, row: HeatRow, y: float) -> Mark:
        lines = wrapped(row.name, self.names, 13, 2)
        first = y + 21.5 - 7.5 * (len(lines) - 1)
        marks = [
            Text(0, first + 15 * index, text, "name", "start", -self.left) for index, text in enumerate(lines)
        ]
        return Group(tuple(marks), "row", row.href, row.name) if row.href else Group(tuple(marks))

    def _cell(self, row: HeatRow, index: int, cell: Heated, y: float) -> Mark:
        x, wide = index / self.across, 1 / self.across
        look = self._look(cell)
        words = "cell quietly" if cell.is_open or cell.is_thin else "cell"
        marks: list[Mark] = [Rect(x, y, wide, ROW, look, radius=5)]
        text = self.chart.words_of(cell, self.space)
        if text:
            marks.append(Text(x + wide / 2, y + 21.5, text, words, "middle"))
        tip = self.chart.tip(row, self.chart.columns[index], cell, self.space.words)
        return Group(tuple(marks), "box", cell.href, tip)

    def _look(self, cell: Heated) -> str:
        """Darker the higher; grey where few deals say little, pale where time is not over."""
        if cell.value is None:
            return "heat quiet h1"
        level = self.chart.level(cell.value)
        if cell.is_thin:
            return f"heat quiet h{min(level, 2)}"
        return f"heat {self.chart.role} h{level}" + (" unsettled" if cell.is_open else "")


def hatched(x: float, y: float, wide: float, across: float) -> Iterator[Step]:
    """Rising lines in a cell at `x`, `y` (pixels) that is `wide`; places across are shares of `across`.

    >>> [(letter, [(round(100 * share), y) for share, y in points]) for letter, points in hatched(0, 0, 20, 100)][:4]
    [('M', [(3, 11)]), ('L', [(11, 3)]), ('M', [(3, 19)]), ('L', [(17, 5)])]
    """
    left, right, top, bottom = x + EDGE, x + wide - EDGE, y + EDGE, y + ROW - EDGE
    reach = left + top + HATCH
    while reach < right + bottom:
        # along a line x + y is the same
        low = max(left, reach - bottom)
        high = min(right, reach - top)
        yield "M", ((low / across, reach - low),)
        yield "L", ((high / across, reach - high),)
        reach += HATCH
