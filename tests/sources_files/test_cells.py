"""Times and amounts as people write them."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from voronka.sources.files import cells


def read(sql: str, text: str) -> object:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("create table t as select ? as x", [text])
        return con.execute(f"select {sql} from t").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2011-10-01T00:38:44.546+02:00", datetime(2011, 9, 30, 22, 38, 44, 546000)),
        ("2011-10-01 00:38:44Z", datetime(2011, 10, 1, 0, 38, 44)),
        ("2011-10-01 00:38:44 UTC", datetime(2011, 10, 1, 0, 38, 44)),
        ("2011-10-01 00:38:44+0200", datetime(2011, 9, 30, 22, 38, 44)),
        ("2025-12-31 14:05", datetime(2025, 12, 31, 11, 5)),
        ("2025-12-31T14:05:06.5", datetime(2025, 12, 31, 11, 5, 6, 500000)),
        ("2025-12-31", datetime(2025, 12, 30, 21, 0)),
        ("31.12.2025 14:05", datetime(2025, 12, 31, 11, 5)),
        ("31.12.2025, 14:05:06", datetime(2025, 12, 31, 11, 5, 6)),
        ("31.12.25 14:05", datetime(2025, 12, 31, 11, 5)),
        ("1.2.2025", datetime(2025, 1, 31, 21, 0)),
        ("2025/12/31 1:05", datetime(2025, 12, 30, 22, 5)),
        ("31/12/2025 3:05 PM", datetime(2025, 12, 31, 12, 5)),
        ("1766000000", datetime(2025, 12, 17, 19, 33, 20)),
        ("1766000000.5", datetime(2025, 12, 17, 19, 33, 20, 500000)),
        ("1766000000000", datetime(2025, 12, 17, 19, 33, 20)),
        ("31.02.2025", None),
        ("2025-12-31 25:00", None),
        ("yesterday", None),
        ("45000", None),
    ],
)
def test_a_moment_is_read_as_utc_and_local_times_are_of_the_zone(text: str, moment: datetime | None) -> None:
    assert read(cells.moment_sql("x", "VARCHAR", "Europe/Moscow"), text) == moment


def test_a_time_format_of_the_mapping_is_the_only_one_read() -> None:
    sql = cells.moment_sql("x", "VARCHAR", "UTC", "%d %b %Y")
    assert read(sql, "31 Dec 2025") == datetime(2025, 12, 31)
    assert read(sql, "2025-12-31") is None


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1234", 123400),
        ("1234.5", 123450),
        ("1 234,50 ₽", 123450),
        ("1 234,50 руб.", 123450),
        ("1\u00a0234\u202f567", 123456700),
        ("$1,234.50", 123450),
        ("1,234", 123400),
        ("1.234,5", 123450),
        ("1.234.567", 123456700),
        ("1'234.50", 123450),
        ("1,5", 150),
        ("EUR 20", 2000),
        ("-5", -500),
        ("−5,10", -510),
        ("3.5e6", 350000000),
        ("0.005", 1),
        ("12,34,5", None),
        ("12 apples 5", None),
        ("abc", None),
    ],
)
def test_an_amount_is_read_to_the_minor_unit(text: str, minor: int | None) -> None:
    assert read(cells.amount_sql("x", "VARCHAR"), text) == minor


@pytest.mark.parametrize("text", ["", "  ", "NULL", "nan", "-", "\u00a0"])
def test_cells_that_say_nothing_are_empty(text: str) -> None:
    assert read(cells.clean_sql("x", "VARCHAR"), text) is None


def test_an_integer_that_came_as_a_float_loses_its_fraction() -> None:
    with duckdb.connect() as con:
        con.execute("create table t as select unnest([112.0, 1.5, 'nan'::double, null]) as x")
        found = con.execute(f"select {cells.text_sql('x', 'DOUBLE')} from t").fetchall()
    assert found == [("112",), ("1.5",), (None,), (None,)]
