"""A spreadsheet is read as the same table in CSV would be, whatever its cells are typed as."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sources_files.importing import Imported
from sources_files.test_import_deals import DEALS, MAPPING
from voronka.errors import InputError
from voronka.sources.files import Mapping, suggest
from voronka.sources.files.rows import read

Import = Callable[..., Imported]
HEADER = ["id", "stage", "created", "closed", "agent", "sum", "city", "offered"]
ROWS: list[list[Any]] = [
    [1, "won", datetime(2025, 2, 1), datetime(2025, 2, 10), "Анна", 1500.5, "Омск", datetime(2025, 2, 3)],
    [2, "offer", datetime(2025, 2, 2), None, "Анна", None, None, datetime(2025, 2, 5)],
    [None] * 8,
    [3, "new", datetime(2025, 2, 3), None, "Борис", 10, None, None],
    [4, "spam", datetime(2025, 2, 4), datetime(2025, 2, 5), "Борис", 0, None, None],
    [5, "Новый", datetime(2025, 2, 4), datetime(2025, 2, 5), "Борис", 0, None, None],
]


def book(*rows: list[Any], sheet: str = "Сделки") -> bytes:
    """An XLSX file: an empty sheet, then one with these rows."""
    made = openpyxl.Workbook()
    page = made.create_sheet(sheet)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_typed_cells_import_as_the_same_texts_in_csv(import_: Import) -> None:
    from_sheet = import_(MAPPING, deals__xlsx=book(HEADER, *ROWS))
    from_csv = import_(MAPPING, deals__csv=DEALS)
    assert from_sheet.bodies("deal") == from_csv.bodies("deal")
    assert from_sheet.source.counts.rows == 5


def test_a_title_above_the_header_is_passed_over_and_lines_are_those_of_the_sheet(import_: Import) -> None:
    result = import_(MAPPING, deals__xlsx=book(["Выгрузка за февраль"], [None], HEADER, *ROWS, [None, "won"]))
    assert result.source.counts.deals == 4
    assert result.rejects() == ["deals.xlsx,10,no deal in the column id,"]


def test_the_suggestion_reads_a_spreadsheet(tmp_path: Path) -> None:
    stages = ["Новая заявка", "КП отправлено", "Успешно реализовано"]
    rows = [
        [1000 + deal, stage, datetime(2025, 1, 1 + day, 10), "Анна"]
        for deal in range(40)
        for day, stage in enumerate(stages[: 2 + deal % 2])
    ]
    path = tmp_path / "log.xlsx"
    path.write_bytes(book(["ID сделки", "Этап", "Дата перехода", "Ответственный"], *rows))
    mapping = Mapping.parse(suggest(path))
    assert mapping.log is not None
    assert (mapping.log.deal, mapping.log.stage, mapping.log.at) == ("ID сделки", "Этап", "Дата перехода")
    assert mapping.pipeline.won == ("Успешно реализовано",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no spreadsheet at all", "cannot read x.xlsx as a spreadsheet"),
        (book(), "x.xlsx is empty"),
        (book(["id", "id"], [1, 2]), "two columns called id"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(path)
