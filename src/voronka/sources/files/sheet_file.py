"""Spreadsheets (XLSX, XLS, ODS): the first sheet that holds anything. Every cell becomes text, as in a CSV file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.files.rows import Rows, chosen, opened


@dataclass(frozen=True)
class _Sheet:
    """The rows under the header, and the line of the first of them."""

    header: tuple[str, ...]
    rows: list[list[Any]]
    first_line: int


def read(path: Path, wanted: list[str] | None, sample: int | None = None) -> Rows:
    """Read columns of a spreadsheet as text; blank rows are no rows."""
    sheet = _under_header(path, _cells(path))
    chosen(wanted, sheet.header, path.name)
    lines = [number for number, row in enumerate(sheet.rows, sheet.first_line) if _is_filled(row)][:sample]
    places = {name: place for place, name in enumerate(sheet.header)}
    columns = {
        name: pa.array(
            [_text(sheet.rows[line - sheet.first_line][places[name]]) for line in lines], pa.string()
        )
        for name in (list(sheet.header) if wanted is None else wanted)
    }

    def lines_of(rows: Collection[int]) -> dict[int, int]:
        return {row: lines[row] for row in rows}

    return Rows(path.name, pa.table(columns), sheet.header, lines_of)


def _cells(path: Path) -> list[list[Any]]:
    """All cells of the first sheet that is not empty."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with opened(path) as stream:
            book = CalamineWorkbook.from_filelike(stream)
            sheets = (
                book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
            )
            return next((rows for rows in sheets if any(map(_is_filled, rows))), [])
    except PasswordError as error:
        raise InputError(
            say("{file} is protected by a password", file=path.name), do=say("save it without one")
        ) from error
    except CalamineError as error:
        raise InputError(
            say("cannot read {file} as {kind}", file=path.name, kind=say("a spreadsheet")),
            str(error),
            say("open it in a spreadsheet and save it as XLSX or CSV"),
        ) from error


def _under_header(path: Path, cells: list[list[Any]]) -> _Sheet:
    """The header is the first row with more than one filled cell: a title may stand above it."""
    filled = [place for place, row in enumerate(cells) if _is_filled(row)]
    if not filled:
        raise InputError(
            say("{file} is empty", file=path.name), say("a table starts with the names of its columns")
        )
    place = next((one for one in filled if sum(map(_is_cell, cells[one])) > 1), filled[0])
    names = [_text(cell).strip() for cell in cells[place]]
    while names and not names[-1]:
        names.pop()
    if twice := sorted(name for name, times in Counter(names).items() if times > 1 and name):
        raise InputError(
            say("{file} has two columns called {names}", file=path.name, names=", ".join(twice)),
            do=say("rename one of them"),
        )
    header = tuple(name or f"column {number}" for number, name in enumerate(names, 1))
    return _Sheet(header, cells[place + 1 :], place + 2)


def _is_cell(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _is_filled(row: list[Any]) -> bool:
    return any(map(_is_cell, row))


def _text(cell: Any) -> str:
    """A cell as a CSV file would have it.

    >>> [_text(cell) for cell in (1250.0, 0.5, datetime(2026, 3, 1, 9), datetime(2026, 3, 1), True, None)]
    ['1250', '0.5', '2026-03-01 09:00:00', '2026-03-01', '1', '']
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return cell.date().isoformat() if is_day else cell.replace(microsecond=0).isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell)
