"""Files for spreadsheets: the workbook holds what the table says, typed, and nothing in it can run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import every
from story import engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.language import say
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS, title_of
from voronka.metrics.facts import deals
from voronka.model.answer import Answer, Trust
from voronka.model.cell import Cell
from voronka.model.column import Column
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.question import Question
from voronka.model.rate import Rate
from voronka.render.about import about_answer, about_deals
from voronka.render.sheet import Sheet, answer_sheet, deals_sheet
from voronka.render.spreadsheet import csv_bytes, xlsx

MOSCOW = "Europe/Moscow"
STORY = """
    anna   amount=500 owner=anna source=site tag=vip industry=steel lead 01-12  proposal 01-15  amount=700 01-16  won 01-20  >call/60 01-13  >mail 01-14  <mail 01-15  nps=9 01-25
    boris  owner=ivan source=phone amount=20000 robot lead 01-13T00:30  owner=olga 01-19  <call/no_answer@ivan 01-14
    vera   owner=ivan source==1+1 amount=90 inbox 01-13  qualified 01-14  lead 01-15  lost 01-26  loss_reason=price 01-26
    gleb   amount=10 lead 01-14  lost 01-18  qualified 01-22  deleted 02-01  restored 02-04
    zoya   owner=olga source=site amount=900 lead 01-20  qualified 01-21  proposal 02-02  won 02-08
    inna   owner=olga amount=30 inbox 02-20
"""
SAMPLE = Answer(
    "sample",
    Question("sample", by="source"),
    datetime(2026, 2, 28, 21),
    "1",
    Trust(2, 0, 0, None, None, None, "good"),
    "select 1",
    (
        {"segment": "Сайт", "deals": 12, "sum": Money(123_456, "RUB"), "won": Rate(3, 12, 0.09, 0.53), "cost": Estimate(3, 150_000.0, 100_000.0, 250_000.0), "stay": Times(12, 4, 2.5, 7.0, None, 1.0, 4.0), "day": "2026-01-31", "at": datetime(2026, 1, 31, 21, 30), "is_new": True, "kind": "lost"},
        {"segment": "", "deals": 0, "sum": Money(0, "RUB"), "won": Rate(0, 0), "cost": None, "stay": None, "day": None, "at": None, "is_new": False, "kind": None},
    ),
    totals={"amount": Money(0, "RUB")},
    columns=(
        Column("deals", say("deals"), "count"),
        Column("sum", say("sum"), "money"),
        Column("won", say("won"), "rate"),
        Column("cost", say("amount"), "amount"),
        Column("stay", say("median stay"), "times"),
        Column("day", say("Day of the week"), "date"),
        Column("at", say("created"), "date"),
        Column("is_new", say("open"), "flag"),
        Column("kind", say("outcome"), "code", words=(("lost", say("lost")),)),
        Column("nothing", say("share"), "share"),
    ),
)  # fmt: skip


def opened(sheet: Sheet, language: str = "ru", about: tuple[tuple[str, str], ...] = ()) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx(sheet, about, language)))


def table(sheet: Sheet, language: str = "ru") -> list[dict[str, Any]]:
    """The first sheet as openpyxl reads it, a mapping of title to value for each row."""
    titles, *lines = opened(sheet, language).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(titles, line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    with closing(engine(STORY, tmp_path_factory.mktemp("files"))) as told:
        yield told


def test_every_kind_of_number_is_typed_and_in_a_column_of_its_own() -> None:
    first, second = table(answer_sheet(SAMPLE, "en", MOSCOW, say("Source")), "en")
    assert first == {
        "Source": "Сайт",
        "Deals": 12,
        "Sum": 1234.56,
        "Won": 0.25,
        "Won: 95% from": 0.09,
        "Won: 95% to": 0.53,
        "Won: out of": 12,
        "Amount": 1500,
        "Amount: 95% from": 1000,
        "Amount: 95% to": 2500,
        "Amount: out of": 3,
        "Median stay": 2.5,
        "Median stay: 95% from": 1,
        "Median stay: 95% to": 4,
        "Median stay: 75% up to": 7,
        "Median stay: out of": 12,
        "Median stay: not over yet": 4,
        "Day of the week": datetime(2026, 1, 31),
        "Created": datetime(2026, 2, 1, 0, 30),
        "Open": "yes",
        "Outcome": "lost",
    }
    assert {name: value for name, value in second.items() if value is not None} == {
        "Source": "unknown",
        "Deals": 0,
        "Sum": 0,
        "Won: out of": 0,
        "Open": "no",
    }


def test_numbers_are_shown_as_people_read_them() -> None:
    page = opened(answer_sheet(SAMPLE, "ru", MOSCOW, say("Source"))).worksheets[0]
    shown = {head.value: cell.number_format for head, cell in zip(page[1], page[2], strict=True)}
    assert shown["Сумма"] == '#,##0" ₽"'
    assert shown["Выиграно"] == shown["Выиграно: 95 % от"] == "0.0%"
    assert shown["Создана"] == "dd.mm.yyyy hh:mm"
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref


def numbers_of(value: Any, column: Column) -> list[float]:
    """All numbers that a cell of the table stands for, in their order."""
    if isinstance(value, Money):
        return [value.major]
    if isinstance(value, Rate | Estimate):
        share = [value.value, value.low, value.high]
        cents = 100 if column.kind == "amount" else 1
        count = value.trials if isinstance(value, Rate) else value.n
        return [*(one / cents for one in share if one is not None), count]
    if isinstance(value, Times):
        days = (value.median_days, value.low, value.high, value.p75_days, value.p90_days)
        return [*(one for one in days if one is not None), value.n, value.open]
    if isinstance(value, bool) or not isinstance(value, int | float) or column.kind in ("name", "code"):
        return []
    return [value]


def test_every_metric_reads_back_as_its_table_says(store: DuckDBEngine) -> None:
    for name, metric in METRICS.items():
        by = "manager" if metric.can_split else None
        answer = ask(store, every.question(name, by=by), every.TOLD)
        about = about_answer(answer, metric, title_of, "ru", MOSCOW)
        page = opened(answer_sheet(answer, "ru", MOSCOW, title_of(by) if by else ""), "ru", about).worksheets[
            0
        ]
        lines = list(page.iter_rows(min_row=2, values_only=True))
        assert len(lines) == len(answer.rows), name
        for row, line in zip(answer.rows, lines, strict=True):
            told = [value for value in line if isinstance(value, int | float)]
            wanted = [one for column in answer.columns for one in money_units(row, column)]
            assert told == pytest.approx(wanted), f"{name} {dict(row)}"


def money_units(row: Any, column: Column) -> list[float]:
    """As `numbers_of`; measures in money stand in minor units."""
    found = numbers_of(row.get(column.name), column)
    units = {"measure": row.get("unit"), "result": row.get("result_unit")}
    return [one / 100 for one in found] if units.get(column.kind) == "money" else found


def test_a_comparison_has_the_other_period_and_the_difference(store: DuckDBEngine) -> None:
    for name, metric in METRICS.items():
        answer = ask(store, every.question(name, period=every.PERIOD, versus="previous"), every.TOLD)
        titles = [field.title for field in answer_sheet(answer, "en", MOSCOW).fields]
        compared = any(
            value not in (None, {}) for row in answer.rows for value in (row["versus"] or {}).values()
        )
        assert opened(answer_sheet(answer, "en", MOSCOW), "en"), metric.name
        assert not compared or name == "trend" or any("before" in title for title in titles), name


def test_the_other_periods_number_is_the_one_of_the_answer(store: DuckDBEngine) -> None:
    answer = ask(store, every.question("funnel", period=every.PERIOD, versus="2026-01-01..2026-01-13"))
    rows = table(answer_sheet(answer, "en", MOSCOW), "en")
    then = [(row["versus"] or {}).get("reached") for row in answer.rows]
    assert [row["Deals: before"] for row in rows] == then
    steps = [((row["versus"] or {}).get("step") or {}).get("difference") for row in answer.rows]
    told = [row["Go on: difference"] for row in rows]
    assert [one is None for one in told] == [one is None for one in steps]
    assert [one or 0 for one in told] == pytest.approx([one or 0 for one in steps])
    assert {*then} == {None, 1}


def test_the_list_of_deals_has_its_moments_in_the_accounts_zone(store: DuckDBEngine) -> None:
    found = replace(deals(store, Question("funnel"), Cell("won")), timezone=MOSCOW)
    rows = table(deals_sheet(found, "en", "https://x.amocrm.ru/leads/detail/"), "en")
    assert [(row["Name"], row["Amount"], row["Created"]) for row in rows] == [
        ("zoya", 900, datetime(2026, 1, 20, 3)),
        ("anna", 700, datetime(2026, 1, 12, 3)),
    ]
    assert {row["Outcome"] for row in rows} == {"won"}
    assert [row["Link"].rpartition("/")[2] for row in rows] == ["5", "1"]


def test_moves_and_stays_have_columns_of_their_own(store: DuckDBEngine) -> None:
    moves = deals(store, Question("transitions"), Cell.parse("moves:lead>proposal"))
    assert {row["From"] for row in table(deals_sheet(moves, "en"), "en")} == {"lead"}
    stays = deals(store, Question("stays"), Cell.parse("stays:2"))
    extra = {column.title.in_("en")[:1].upper() + column.title.in_("en")[1:] for column in stays.columns}
    assert extra <= {*table(deals_sheet(stays, "en"), "en")[0]}


def test_nothing_in_a_file_can_run(store: DuckDBEngine) -> None:
    """A source called `=1+1` is a text in XLSX, and has an apostrophe in CSV."""
    answer = ask(store, every.question("funnel", by="source"))
    sheet = answer_sheet(answer, "ru", MOSCOW, "=cmd|' /C calc'!A0")
    page = opened(sheet).worksheets[0]
    names = [cell for cell in page["A"] if str(cell.value).startswith("=")]
    assert names
    assert all(cell.data_type == "s" for cell in names)
    text = b"".join(csv_bytes(sheet, "ru")).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@\t" and cell]


def test_csv_is_as_a_spreadsheet_of_the_language_opens_it() -> None:
    russian, english = (
        b"".join(csv_bytes(answer_sheet(SAMPLE, language, MOSCOW, say("Source")), language)).decode(
            "utf-8-sig"
        )
        for language in ("ru", "en")
    )
    assert russian.splitlines()[1].startswith("Сайт;12;1234,56;0,25;0,09")
    assert english.splitlines()[1].startswith("Сайт,12,1234.56,0.25,0.09")
    assert "2026-02-01 00:30" in russian


def test_the_second_sheet_says_what_was_asked(store: DuckDBEngine) -> None:
    asked = every.question("win_rate", period=every.PERIOD, by="source", where=(), versus="previous")
    answer = ask(store, asked, every.TOLD)
    lines = dict(about_answer(answer, METRICS["win_rate"], title_of, "ru", MOSCOW, "http://x/win_rate"))
    assert lines["Показатель"] == METRICS["win_rate"].title.in_("ru")
    assert lines["Период"].startswith("10")
    assert lines["Разбивка"] == "Источник"
    assert lines["Сравнение"] == "предыдущий период"
    assert lines["Адрес"] == "http://x/win_rate"
    assert lines["На момент"] == "1\xa0марта 2026, 03:00"
    listed = deals(store, Question("funnel"), Cell("won"))
    said = dict(about_deals(listed, METRICS["funnel"], title_of, "en", answer.as_of))
    assert (said["Rows"], said["List"]) == ("2", "Won (won)")


def test_an_empty_answer_is_a_file_too(tmp_path: Path) -> None:
    with closing(engine("", tmp_path)) as nothing:
        answer = ask(nothing, every.question("stuck"))
        assert table(answer_sheet(answer, "ru", MOSCOW)) == []
        assert dict(about_answer(answer, METRICS["stuck"], title_of, "ru", MOSCOW))["Вывод"]
