"""A report as a value: sections of sentences, figures, pictures and tables, and what it takes to make it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.model.period import Period
from voronka.render.charts import Chart
from voronka.render.sheet import Value
from voronka.reports.stamp import Asked, Shown, Stamp

Tone = Literal["", "good", "bad"]
Form = Literal["html", "text", "pdf", "xlsx", "png"]


@dataclass(frozen=True)
class Figure:
    """A number with what it is compared with in `note`; `value` is the same for a spreadsheet."""

    key: str
    name: str
    text: str
    note: str = ""
    tone: Tone = ""
    value: Value | None = None


@dataclass(frozen=True)
class Head:
    """A column of a grid; one that is `spare` is left out on a phone."""

    title: str
    is_number: bool = True
    is_spare: bool = False


@dataclass(frozen=True)
class Grid:
    """A small table as it is read: texts only. `more` says what was left out."""

    key: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


@dataclass(frozen=True)
class Behind:
    """The deals behind a number, for the spreadsheet."""

    title: str
    deals: DealList


@dataclass(frozen=True)
class Section:
    """One part: `words` are whole sentences, the most important first; `brief` is what the beginning of the report says of it.
    Of pictures, those `drawn` are for paper alone: a phone has the numbers in a grid.

    `answers` go whole into the spreadsheet, each under its title.
    """

    key: str
    heading: str
    words: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    drawn: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    answers: tuple[tuple[str, Answer], ...] = ()
    behind: tuple[Behind, ...] = ()
    brief: str = ""
    asked: tuple[Asked, ...] = ()

    def shown(self) -> Iterator[Shown]:
        """Every text with digits in it, under a name of its own."""
        yield from (
            Shown(f"{self.key}.said.{place}", self.heading, text) for place, text in enumerate(self.words)
        )
        for one in self.figures:
            yield Shown(f"{self.key}.{one.key}", one.name, one.text)
            if one.note:
                yield Shown(f"{self.key}.{one.key}.note", one.name, one.note)
        for grid in self.grids:
            for row in grid.rows:
                for head, text in zip(grid.heads, row, strict=True):
                    if head.is_number and text:
                        yield Shown(
                            f"{self.key}.{grid.key}.{row[0]}.{head.title}", f"{row[0]}: {head.title}", text
                        )


@dataclass(frozen=True)
class Report:
    """What one reader is told of one period, as it was known at one moment.

    `whose` names whose deals it is about, "" for the company's. `lead` is the whole report in two or three sentences, `figures` are the few numbers above all others.
    """

    kind: str
    title: str
    whose: str
    company: str
    language: str
    period: Period
    as_of: datetime
    timezone: str
    lead: tuple[str, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    stamp: Stamp
    deal_address: str = ""
    notes: tuple[str, ...] = field(default=())

    def shown(self) -> Iterator[Shown]:
        """Every text with digits in it, in the order of the report."""
        yield from Section("lead", self.title, self.lead, self.figures).shown()
        for one in self.sections:
            yield from one.shown()

    def save(self, file: Path | str) -> Path:
        """Write it into a file of the form that its name ends with: .html, .txt, .pdf, .xlsx or .png. InputError for another ending."""
        from voronka.reports.files import form_of, write

        path = Path(file)
        path.write_bytes(write(self, form_of(path.name)).body)
        return path
