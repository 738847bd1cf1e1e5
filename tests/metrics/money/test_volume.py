"""Volume by a story, against the board of the same moments, and at the edges."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies import UNTIL, companies
from naive import Company, write_duckdb
from story import SALES, engine
from voronka.clock import start_of_day
from voronka.engines.base import Engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.question import Question

STORY = """
    anna   amount=100 lead 01-02  amount=300 01-10  won 01-20
    boris  amount=50  lead 01-03  lost 02-03  lead 02-20
    vera   lead 02-10 deleted 02-15
    gleb   amount=7 lead 02-11 repeat/new 02-12
    daria  lost 02-11
"""


def volume(engine: Engine, text: str = "", zone: str = "UTC") -> Answer:
    return ask(engine, Question.from_text(f"metric=volume&{text}", zone))


def numbers(row: Any) -> tuple[int, ...]:
    return tuple(row[name] for name in ("open", "new", "reopened", "won", "lost", "gone"))


def test_a_month_opens_with_what_the_last_one_left(tmp_path: Path) -> None:
    january, february = volume(engine(STORY, tmp_path)).rows
    assert (january["bucket"], february["bucket"]) == ("2026-01", "2026-02")
    assert numbers(january) == (1, 2, 0, 1, 0, 0)
    # boris lost and reopened; vera deleted, gleb handed over; daria never stood in the funnel
    assert numbers(february) == (1, 2, 1, 0, 1, 2)
    assert [january[name].minor for name in ("amount", "won_amount", "lost_amount")] == [5_000, 30_000, 0]
    assert [february[name].minor for name in ("amount", "won_amount", "lost_amount")] == [5_000, 0, 5_000]


def test_days_without_events_keep_what_stood(tmp_path: Path) -> None:
    rows = volume(engine(STORY, tmp_path), "grain=day&period=2026-01").rows
    assert len(rows) == 31
    assert [row["open"] for row in rows] == [0, 1] + [2] * 17 + [1] * 12
    assert [row["amount"].minor for row in rows[8:11]] == [15_000, 35_000, 35_000]


def test_a_day_is_a_day_of_the_accounts_zone(tmp_path: Path) -> None:
    late = engine("anna lead 01-02T21:30", tmp_path, timezone="Europe/Moscow")
    assert [row["new"] for row in volume(late, "period=2026-01-02..2026-01-04", "Europe/Moscow").rows] == [
        0,
        1,
    ]


def test_nothing_is_a_series_of_nothing(tmp_path: Path) -> None:
    empty = engine("anna lead 01-02", tmp_path)
    assert volume(empty, "period=2025-01").rows[0]["open"] == 0
    assert volume(empty, "period=2027-01").rows == ()


def test_each_number_opens_its_deals(tmp_path: Path) -> None:
    here = engine(STORY, tmp_path)
    asked = Question("volume")

    def names(cell: str) -> set[str]:
        return {row["name"] for row in deals(here, asked, Cell.parse(cell)).rows}

    assert names("open:2026-01") == names("open:2026-02") == {"boris"}
    assert names("gone:2026-02") == {"vera", "gleb"}
    assert deals(here, asked, Cell.parse("won:2026-01")).amount.minor == 30_000


some = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@some
@given(companies(), st.sampled_from(["UTC", "Asia/Kolkata"]), st.sampled_from(["day", "week", "month"]))
def test_open_deals_are_those_of_the_board_at_that_moment(company: Company, zone: str, grain: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        company = Company(**{**vars(company), "timezone": zone})
        here = DuckDBEngine(write_duckdb(company, Path(folder) / "store.duckdb"))
        asked = Question.from_text(
            f"metric=volume&pipeline=1/{SALES.pipeline_id}&grain={grain}&period=2026-01-10..2026-02-20", zone
        )
        rows = ask(here, asked).rows
        ends = [datetime.fromisoformat(row["first"]).date() for row in rows[1:]]
        for row, end in zip(rows[:-1], ends, strict=True):
            board = ask(here, Question("board", pipeline=asked.pipeline, as_of=start_of_day(end, zone))).rows
            assert row["open"] == sum(one["deals"] for one in board)
            assert row["amount"].minor == sum(one["amount"].minor for one in board)
        assert start_of_day(ends[-1], zone) + timedelta(days=1) <= UNTIL
        here.close()
