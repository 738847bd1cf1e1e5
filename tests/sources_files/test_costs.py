"""Tables of costs as accountants save them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from voronka.errors import InputError
from voronka.model.cost import Cost
from voronka.sources.files import is_costs, read_costs


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "costs.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_days_and_amounts_in_english(tmp_path: Path) -> None:
    file = written(tmp_path, 'source,day,amount,currency\nads,2026-03-01,"1,200.50",rub\n,2026-03-02,7,\n\n')
    assert is_costs(file)
    assert read_costs(file) == [
        Cost("ads", date(2026, 3, 1), 120_050, "RUB"),
        Cost("", date(2026, 3, 2), 700),
    ]


def test_a_month_is_spread_over_its_days_to_the_last_kopeck(tmp_path: Path) -> None:
    file = written(tmp_path, "Источник;Месяц;Сумма\r\nДирект;02.2026;1 000,01\r\n", "cp1251")
    costs = read_costs(file)
    assert [cost.day for cost in costs[::27]] == [date(2026, 2, 1), date(2026, 2, 28)]
    assert sum(cost.amount_minor for cost in costs) == 100_001
    assert {cost.amount_minor for cost in costs} == {3_571, 3_572}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,created_at,amount\n", False),
        ("source,day,amount\n", True),
        ("день;сумма\n", True),
        ("source,amount\n", False),
        ("", False),
    ],
)
def test_a_table_of_costs_is_told_by_its_header(text: str, expected: bool, tmp_path: Path) -> None:
    assert is_costs(written(tmp_path, text)) is expected


@pytest.mark.parametrize(
    ("row", "cell"),
    [("ads,2026-13-01,5", "2026-13-01"), ("ads,2026-03-01,much", "much"), ("ads,soon,5", "soon")],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line(row: str, cell: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"line 3: cannot read “{cell}”"):
        read_costs(written(tmp_path, f"source,day,amount\nads,2026-03-01,5\n{row}\n"))


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table of costs"):
        read_costs(written(tmp_path, "a,b\n1,2\n"))
