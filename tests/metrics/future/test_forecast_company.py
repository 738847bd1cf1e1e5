"""The forecast whatever the company: another currency, no amounts, rows in another order, a part of the deals alone, a pipeline that began late."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from naive import write_duckdb
from story import company
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.model.context import Context
from voronka.model.question import Question
from voronka.model.rights import Rights

UNTIL = datetime(2027, 1, 1)
FORECAST, RECORD = Question("forecast"), Question.from_text("metric=track_record&grain=quarter")


def year(first: int = 0, *, amount: str = "amount=100", stage: str = "lead") -> str:
    """A deal a day from a day of 2026 on, every third one won after a week, the others lost."""
    lines = []
    for number in range(first, 358):
        came, left = (date(2026, 1, 1) + timedelta(days=number + more) for more in (0, 7))
        end = "lost" if number % 3 else "won"
        owner = "anna" if number % 2 else "ivan"
        lines.append(f"d{number} {amount} owner={owner} {stage} {came:%m-%d} {end} {left:%m-%d}")
    return "\n".join(lines)


def store(folder: Path, text: str, currency: str = "RUB") -> DuckDBEngine:
    folder.mkdir(exist_ok=True)
    made = replace(company(text, UNTIL), currency=currency)
    return DuckDBEngine(write_duckdb(made, folder / "store.duckdb"), threads=1)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("usual")
    store(folder, year()).close()
    return folder / "store.duckdb"


def test_another_currency_changes_its_name_alone(path: Path, tmp_path: Path) -> None:
    with closing(DuckDBEngine(path)) as roubles, closing(store(tmp_path, year(), "KZT")) as tenge:
        ours, theirs = (ask(engine, FORECAST).rows for engine in (roubles, tenge))
    assert {row["money"].currency for row in theirs} == {"KZT"}
    assert [row["money"].minor for row in ours] == [row["money"].minor for row in theirs]
    assert ours[0]["money"].minor > 0


def test_a_company_without_amounts_is_judged_by_its_deals(tmp_path: Path) -> None:
    with closing(store(tmp_path, year(amount=""))) as engine:
        told, record = ask(engine, FORECAST), ask(engine, Question("track_record"))
    assert all(row["money_high"].minor == 0 for row in told.rows)
    assert told.rows[0]["wins"] > 0
    assert [row["is_inside"] for row in record.rows] == [row["is_wins_inside"] for row in record.rows]
    assert told.totals["held"] == sum(row["is_wins_inside"] for row in record.rows if row["ahead"] == 1)


def test_the_order_of_rows_in_the_store_tells_nothing(path: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.duckdb"
    shutil.copy(path, mixed)
    with duckdb.connect(str(mixed)) as tables:
        for table in ("journeys", "stays", "moves", "amounts", "owners", "deals"):
            tables.execute(f"create temp table other as select * from {table} order by hash(deal_id)")
            tables.execute(f"delete from {table}")
            tables.execute(f"insert into {table} select * from other")
            tables.execute("drop table other")
    answers = []
    for file in (path, mixed):
        with closing(DuckDBEngine(file)) as engine:
            answers.append(ask(engine, FORECAST.with_(by="current_manager")).rows)
    assert answers[0] == answers[1]


def test_who_sees_a_part_is_told_of_it_whatever_was_told_to_others(path: Path) -> None:
    """Past forecasts are kept; those of the whole company are not shown to somebody who sees Ivan's deals alone, nor the other way round."""
    rights = Context(rights=Rights(frozenset({(1, 2)})))
    with closing(DuckDBEngine(path)) as whole, closing(DuckDBEngine(path)) as fresh:
        before = ask(whole, FORECAST).rows
        part = ask(whole, FORECAST, rights)
        assert part.rows == ask(fresh, FORECAST, rights).rows
        assert ask(whole, FORECAST).rows == before
    assert 0 < part.rows[0]["wins"] < before[0]["wins"]


def test_quarters_before_anything_came_are_no_past_forecasts(tmp_path: Path) -> None:
    """The other pipeline began in July: of its quarters none is both over and begun 120 days after that, while the main one has two."""
    with closing(
        store(
            tmp_path,
            f"{year()}\n{year(181, stage='repeat/new').replace(' lost ', ' repeat/lost ').replace(' won ', ' repeat/won ')}",
        )
    ) as engine:
        main, other = (ask(engine, RECORD.with_(pipeline=name)).rows for name in ("Sales", "repeat"))
    assert {row["origin"] for row in main} == {"2026-Q3", "2026-Q4"}
    assert list(other) == []
