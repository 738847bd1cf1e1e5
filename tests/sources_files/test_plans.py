"""Tables of plans as people keep them: long and wide, in Russian and English, CSV and XLSX; what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from voronka.errors import InputError
from voronka.model.goal import PlanLine
from voronka.sources.files.plans import read_plan


def read(folder: Path, text: str, name: str = "plan.csv") -> list[PlanLine]:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_plan(path, 2026)[0]


def test_a_line_is_a_goal(tmp_path: Path) -> None:
    russian = "Кто;Показатель;Период;План\nАнна;выручка;март 2026;1 500 000\n;;;\n;звонки;1 кв. 2026;400\n"
    assert read(tmp_path, russian) == [
        PlanLine(2, "Анна", "выручка", "2026-03", "1 500 000"),
        PlanLine(4, "", "звонки", "2026-Q1", "400"),
    ]
    english = "period,target,manager,pipeline\n2026-03-01,90000,Anna,Sales\nMarch,12,,\n"
    assert read(tmp_path, english) == [
        PlanLine(2, "Anna", "", "2026-03", "90000", "Sales"),
        PlanLine(3, "", "", "2026-03", "12"),
    ]


def test_months_may_stand_side_by_side(tmp_path: Path) -> None:
    """An empty cell is no plan; a month without a year is of this one, one with a year of its own."""
    wide = (
        "Сотрудник,Что,Январь,фев 2027,03.2026,Комментарий\nАнна,выручка,100,,300,новенькая\nИван,,-,50,,\n"
    )
    assert read(tmp_path, wide) == [
        PlanLine(2, "Анна", "выручка", "2026-01", "100"),
        PlanLine(2, "Анна", "выручка", "2026-03", "300"),
        PlanLine(3, "Иван", "", "2027-02", "50"),
    ]


def test_a_column_may_tell_the_year(tmp_path: Path) -> None:
    assert read(tmp_path, "кто,месяц,год,план\nАнна,май,2025,7\n")[0].period == "2025-05"


def test_a_spreadsheet_is_read_as_a_file_of_lines_is(tmp_path: Path) -> None:
    """With a title above the table, dates in the header, and numbers as numbers."""
    from datetime import datetime

    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["План отдела продаж"])
    sheet.append(["Менеджер", "Показатель", datetime(2026, 1, 1), datetime(2026, 2, 1)])
    sheet.append(["Анна", "Выручка", 1_500_000, 1_600_000.5])
    book.save(tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx", 2026)[0] == [
        PlanLine(3, "Анна", "Выручка", "2026-01", "1500000"),
        PlanLine(3, "Анна", "Выручка", "2026-02", "1600000.5"),
    ]


@pytest.mark.parametrize("text", ["id,stage\n1,new\n", "кто,план\nАнна,5\n", "кто,период\nАнна,2026-01\n"])
def test_another_table_is_refused_with_what_is_missing(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="no table of plans") as error:
        read(tmp_path, text)
    assert "who, what, period, plan" in error.value.do


def test_a_line_of_other_length_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("who,period,plan\nAnna,2026-01,5\nIvan,2026-01\n", "utf-8")
    lines, broken = read_plan(path, 2026)
    assert [one.line for one in lines] == [2]
    assert [one.line for one in broken] == [3]
