"""Each difference between engines that is known, and the test that taught it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from engines.conftest import Fill
from naive import write_duckdb
from story import company
from voronka.engines.base import Engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import EngineError, StoreError

pytestmark = pytest.mark.engines


@pytest.fixture(params=["duckdb", "clickhouse", "spark"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    told = company("anna amount=500 lead 01-02  won 01-03T00:30\nboris lead 01-02")
    if request.param == "duckdb":
        return DuckDBEngine(write_duckdb(told, tmp_path / "store.duckdb"))
    fill: Fill = request.getfixturevalue(request.param)
    return fill(told)


def one(engine: Engine, expression: str) -> object:
    return engine.run(f"select {expression} as x from store")["x"].tolist()[0]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-01-01 00:00:00", "2026-01-01 00:59:59.999999", 0),
        ("2026-01-01 00:30:00", "2026-01-01 01:30:00", 1),
        ("2026-01-01 00:59:00", "2026-01-01 01:01:00", 0),
        ("2026-01-01 00:00:00.000001", "2026-01-02 00:00:00", 23),
        ("2024-02-28 12:00:00", "2026-03-01 12:00:00", 17568),
    ],
)
def test_hours_between_floors_partial_hours(engine: Engine, start: str, end: str, hours: int) -> None:
    assert one(engine, f"hours_between(timestamp '{start}', timestamp '{end}')") == hours


def test_hours_between_of_columns_and_of_an_unknown_end(engine: Engine) -> None:
    found = engine.run(
        "select deal_id, hours_between(entered_at, left_at) as x from stays where position = 1 order by deal_id"
    )
    assert found["x"].tolist() == [24, None]


def test_moments_keep_their_microseconds(engine: Engine) -> None:
    assert one(engine, "timestamp '2026-01-01 00:00:00.500000' > timestamp '2026-01-01 00:00:00'")
    assert one(engine, "known_until") == datetime(2026, 3, 1)


def test_a_missed_join_gives_null_and_not_zero(engine: Engine) -> None:
    sql = "select stores.version as x from deals left join (select version from store where version = 7) as stores on stores.version = deals.deal_id"
    assert engine.run(sql)["x"].tolist() == [None, None]


def test_an_alias_does_not_hide_its_column(engine: Engine) -> None:
    sql = "select case when left_at > timestamp '2026-01-01' then null else left_at end as left_at from stays where left_at is not null and not is_filled"
    assert engine.run(sql)["left_at"].tolist() == [None]


def test_sums_of_money_are_exact(engine: Engine) -> None:
    assert one(engine, "cast(sum(9007199254740993) as bigint)") == 9007199254740993


def test_an_empty_result_has_its_columns(engine: Engine) -> None:
    found = engine.run("select version, known_until from store where version = 7")
    assert {name: len(column) for name, column in found.items()} == {"version": 0, "known_until": 0}


def test_quotes_and_backslashes_are_letters(engine: Engine) -> None:
    assert one(engine, r"'O''Hara \n ''сайт'''") == r"O'Hara \n 'сайт'"


def test_what_an_engine_cannot_run_is_said(engine: Engine) -> None:
    with pytest.raises(EngineError, match="could not run"):
        engine.run("select nothing_such from store")


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot open the store"):
        DuckDBEngine(tmp_path / "none.duckdb")
