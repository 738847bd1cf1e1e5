"""Tables as files: XLSX with typed cells and a sheet that says what was asked, and CSV as a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from types import TracebackType
from typing import Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from voronka.errors import InputError
from voronka.language import say
from voronka.model.money import MINOR
from voronka.render import numbers
from voronka.render.sheet import Sheet, Value
from voronka.render.tables import harmless

#: What a worksheet holds at most, the header included.
MOST_ROWS = 1_048_576
#: Columns are as wide as the longest of so many first rows, within these characters.
LOOKED_AT, NARROWEST, WIDEST = 200, 9, 60
#: Excel opens no file with more links.
MOST_LINKS = 65_000

#: Letters of a sheet's name.
LONGEST_NAME = 31
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LOOKS = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "name": {"bold": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12},
    "quiet": {"font_color": "#626a7b"},
    "note": {"font_color": "#626a7b", "indent": 1},
    "note head": {"bold": True, "bottom": 1, "indent": 1},
    "number head": {"bold": True, "bottom": 1, "align": "right"},
}

_UNITS = {
    "ru": {"days": "дн.", "hours": "ч", "minutes": "мин", "seconds": "с"},
    "en": {"days": "d", "hours": "h", "minutes": "min", "seconds": "s"},
}
_DAYS = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}


def xlsx(sheet: Sheet, about: Sequence[tuple[str, str]], language: str) -> bytes:
    """A workbook: the table, its header frozen and filterable, and a second sheet of what `about` says, a line for each name and text.

    Text that begins like a formula stays text. InputError where the rows are more than a worksheet holds.
    """
    with Book(language) as book:
        book.table(sheet, say("Table").in_(language))
        book.about(about)
    return book.body


def _check(sheet: Sheet, language: str) -> None:
    if len(sheet.rows) >= MOST_ROWS:
        raise InputError(
            say(
                "the table has {rows} rows, more than a spreadsheet holds",
                rows=numbers.count(len(sheet.rows), language),
            ),
            say("a worksheet has at most {rows} rows", rows=numbers.count(MOST_ROWS, language)),
            say("narrow the question, or take CSV"),
        )


class Book:
    """Writes the sheets of one workbook, in order; `body` is the file once it is closed. Formats are made once for each kind of number."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.body = b""
        self._out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._out, _OPTIONS)
        self._formats: dict[str, Format] = {}
        self._looks: dict[str, Format] = {}
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.book.close()
            self.body = self._out.getvalue()

    def page(self, name: str) -> Worksheet:
        """A new sheet under that name, cut to what a sheet's name may be, and told from others."""
        short = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:LONGEST_NAME] or "1"
        number = 2
        while short.casefold() in self._names:
            mark = f" {number}"
            short, number = (
                short[: LONGEST_NAME - len(mark)].removesuffix(f" {number - 1}") + mark,
                number + 1,
            )
        self._names.add(short.casefold())
        page = self.book.add_worksheet(short)
        # on paper all columns side by side
        page.set_landscape()
        page.fit_to_pages(1, 0)
        return page

    def table(self, sheet: Sheet, name: str) -> None:
        """A sheet of one table, its header frozen and filterable. InputError where the rows are more than a worksheet holds."""
        _check(sheet, self.language)
        page = self.page(name)
        page.freeze_panes(1, 1)
        for place, width in enumerate(self.widths(sheet)):
            page.set_column(place, place, width)
        self.rows(page, 0, sheet)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.fields) - 1)

    def rows(self, page: Worksheet, row: int, sheet: Sheet) -> int:
        """A table from that row on: its header and a line for each row; the first row below it."""
        for place, field in enumerate(sheet.fields):
            page.write_string(row, place, field.title, self.look("head"))
        for line in sheet.lines():
            row += 1
            for place, value in enumerate(line):
                if value is not None:
                    self.write(page, row, place, value)
        return row + 1

    def about(self, lines: Sequence[tuple[str, str]]) -> None:
        """What the table says, of what and as of when."""
        page = self.page(say("About").in_(self.language))
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 100)
        for number, (label, said) in enumerate(lines):
            page.write_string(number, 0, label, self.look("name"))
            page.write_string(number, 1, said, self.look("text"))

    def look(self, name: str) -> Format:
        """How a text looks, by a name of `_LOOKS`."""
        if name not in self._looks:
            self._looks[name] = self.book.add_format(_LOOKS[name])
        return self._looks[name]

    def write(self, page: Worksheet, row: int, place: int, value: Value) -> None:
        """One cell, as what it is."""
        if value.form == "link" and row < MOST_LINKS:
            page.write_url(row, place, value.what)
        elif value.form in ("text", "link"):
            page.write_string(row, place, value.what)
        elif value.form in ("date", "moment"):
            page.write_datetime(row, place, value.what, self._format(value))
        else:
            page.write_number(row, place, value.what, self._format(value))

    def _format(self, value: Value) -> Format:
        shown = pattern(value, self.language)
        if shown not in self._formats:
            self._formats[shown] = self.book.add_format({"num_format": shown})
        return self._formats[shown]

    def widths(self, sheet: Sheet) -> list[int]:
        """Characters that each column of a table needs."""
        titles = [max((len(word) for word in field.title.split()), default=0) for field in sheet.fields]
        widths = [max(NARROWEST, longest) for longest in titles]
        for line in islice(sheet.lines(), LOOKED_AT):
            shown = [len(as_text(value, self.language)) if value else 0 for value in line]
            widths = [max(pair) for pair in zip(widths, shown, strict=True)]
        return [min(width, WIDEST) + 2 for width in widths]


def pattern(value: Value, language: str) -> str:
    """How a spreadsheet shows a number or a moment.

    >>> pattern(Value(1.5, "money", "RUB"), "ru"), pattern(Value(0.25, "percent"), "en")
    ('#,##0.00" ₽"', '0.0%')
    """
    if value.form == "money":
        sign = numbers.SIGNS.get(value.currency, value.currency)
        places = "" if float(value.what).is_integer() else "." + "0" * (_digits(value.currency) or 1)
        return f'#,##0{places}" {sign}"' if language == "ru" else f'"{sign}"#,##0{places}'
    if value.form in ("date", "moment"):
        return _DAYS[language] + (" hh:mm" if value.form == "moment" else "")
    if value.form in _UNITS[language]:
        return f'#,##0.0" {_UNITS[language][value.form]}"'
    return {"count": "#,##0", "percent": "0.0%", "points": "+0.0%;-0.0%;0.0%"}.get(value.form, "#,##0.00")


def _digits(currency: str) -> int:
    return len(str(MINOR.get(currency, 100))) - 1


def csv_bytes(sheet: Sheet, language: str) -> Iterator[bytes]:
    """The same table as CSV that a spreadsheet opens by a double click: with a byte-order mark; in Russian `;` between cells and a comma in numbers.

    A text that a spreadsheet would run as a formula has an apostrophe in front (see `tables.harmless`).
    """
    mark = ";" if language == "ru" else ","
    yield "\ufeff".encode() + _line([harmless(field.title) for field in sheet.fields], mark)
    for line in sheet.lines():
        yield _line([_bare(value, language) for value in line], mark)


def _line(cells: Sequence[str], mark: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def _bare(value: Value | None, language: str) -> str:
    """A cell of CSV: numbers bare, moments as ISO text."""
    if value is None:
        return ""
    if isinstance(value.what, datetime):
        return value.what.isoformat(" ", "minutes")
    if isinstance(value.what, date):
        return value.what.isoformat()
    if isinstance(value.what, str):
        return str(harmless(value.what))
    return str(value.what).replace(".", ",") if language == "ru" else str(value.what)


def as_text(value: Value, language: str) -> str:
    """About what a cell shows, for its width."""
    if isinstance(value.what, datetime):
        return value.what.strftime("%d.%m.%Y %H:%M")
    if isinstance(value.what, int | float):
        return numbers.decimal(value.what, 0 if value.form in ("count", "money") else 1, language) + "   "
    return str(value.what)
