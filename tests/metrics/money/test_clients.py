"""What a client costs and whether it comes back: stories with numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from naive import Spent, write_duckdb
from story import company
from voronka.engines.base import Engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.context import Context
from voronka.model.question import Question

#: Each win takes ten days, so the costs of February's clients are those from 22 January to 18 February.
STORY = """
    a1  contact=anna  source=ads  amount=100 lead 01-25 won 02-04
    a2  contact=anna  source=ads  amount=300 lead 02-08 won 02-18
    b   contact=boris source=ads  amount=200 lead 02-01 won 02-11
    c   contact=clara source=site amount=50  lead 02-02 won 02-12
    d   source=site   amount=10   lead 02-03 won 02-13
    e   contact=egor  source=fair amount=70  lead 02-03 lost 02-13
"""
COSTS = (
    Spent("ads", date(2026, 1, 21), 9_999),
    Spent("ads", date(2026, 1, 22), 10_000),
    Spent("ads", date(2026, 2, 18), 20_000),
    Spent("ads", date(2026, 2, 19), 9_999),
    Spent("fair", date(2026, 2, 1), 7_000),
    Spent("salaries", date(2026, 2, 1), 8_000),
    Spent("", date(2026, 2, 2), 4_000),
    Spent("ads", date(2026, 2, 3), 1_000, "USD"),
)


def store(folder: Path, costs: tuple[Spent, ...] = COSTS, story: str = STORY) -> Engine:
    return DuckDBEngine(
        write_duckdb(replace(company(story), costs=costs), folder / f"store-{uuid4()}.duckdb"), threads=1
    )


def by_source(engine: Engine, text: str = "period=2026-02", told: Context = Context()) -> dict[str, Row]:  # noqa: B008
    rows = ask(engine, Question.from_text(f"metric=cac&{text}"), told).rows
    return {row["source"] if row["kind"] == "source" else "*": row for row in rows}


def test_costs_are_shifted_by_the_time_from_lead_to_win(tmp_path: Path) -> None:
    found = by_source(store(tmp_path))
    assert list(found) == ["*", "ads", "fair", "site"]
    ads = found["ads"]
    # anna's second purchase makes no new client
    assert (ads["won"], ads["clients"], ads["revenue"].minor, ads["cost"].minor) == (3, 2, 30_000, 30_000)
    assert (ads["cac"].value, ads["romi"], ads["romi_of"]) == (15_000, 0.0, "revenue")
    # of 4 clients 2 carry half of the 12 000 that are shared
    assert (ads["full_cost"].minor, ads["cac_full"].value) == (36_000, 18_000)
    assert (found["*"]["clients"], found["*"]["cost"].minor, found["*"]["full_cost"].minor) == (
        4,
        37_000,
        49_000,
    )


def test_the_interval_of_a_cost_is_that_of_a_poisson_number(tmp_path: Path) -> None:
    cac = by_source(store(tmp_path))["ads"]["cac"]
    # R: poisson.test(2)$conf.int: 0.2422093 7.2246868
    assert (cac.low, cac.high) == (
        pytest.approx(30_000 / 7.2246868),
        pytest.approx(30_000 / 0.2422093, rel=1e-6),
    )


def test_money_that_brought_nobody_and_other_currencies_are_said(tmp_path: Path) -> None:
    answer = ask(store(tmp_path), Question.from_text("metric=cac&period=2026-02"))
    assert answer.rows[2]["cac"].value is None
    assert "fair cost ₽70 and brought no new client." in answer.findings
    assert any("known of 1 of 2 sources" in one for one in answer.findings)
    assert "Costs in another currency are not counted: 1 rows." in answer.findings


def test_unknown_is_not_zero(tmp_path: Path) -> None:
    none = store(tmp_path, ())
    found = by_source(none)
    assert (found["ads"]["clients"], found["ads"]["cost"], found["ads"]["cac"], found["ads"]["romi"]) == (
        2,
        None,
        None,
        None,
    )
    assert "unknown" in ask(none, Question.from_text("metric=cac&period=2026-02")).findings[0]


def test_with_a_margin_romi_is_of_profit(tmp_path: Path) -> None:
    ads = by_source(store(tmp_path), told=Context(margin=0.5))["ads"]
    assert (ads["romi"], ads["romi_of"]) == (-0.5, "margin")


def test_clients_open_their_deals(tmp_path: Path) -> None:
    here = store(tmp_path)
    asked = Question.from_text("metric=cac&period=2026-02")
    assert {row["name"] for row in deals(here, asked, Cell("clients", ("source", "ads"))).rows} == {"a1", "b"}
    assert deals(here, asked, Cell("won", ("all", ""))).total == 5


def test_who_buys_again_within_the_horizon(tmp_path: Path) -> None:
    here = store(tmp_path)
    [row] = ask(here, Question.from_text("metric=repeat&horizon=15")).rows
    # anna after 14 days, boris seen for 18, clara for 17; d has no contact
    assert (row["clients"], row["again"], row["unknown"]) == (3, 1, 1)
    assert row["within"].value == pytest.approx(1 / 3)
    assert (row["won"], row["repeat_won"], row["repeat_revenue"].minor) == (5, 1, 30_000)
    assert row["repeat_share"] == pytest.approx(300 / 660)
    assert {one["name"] for one in deals(here, Question("repeat"), Cell("clients")).rows} == {"a1", "b", "c"}
    assert {one["name"] for one in deals(here, Question("repeat"), Cell("repeat_won")).rows} == {"a2"}


def test_a_client_of_a_period_is_followed_beyond_it(tmp_path: Path) -> None:
    [row] = ask(
        store(tmp_path), Question.from_text("metric=repeat&horizon=15&period=2026-02-01..2026-02-08")
    ).rows
    assert (row["clients"], row["again"], row["won"]) == (1, 1, 1)
    [row] = ask(store(tmp_path), Question.from_text("metric=repeat&horizon=15&as_of=2026-02-15")).rows
    assert (row["clients"], row["again"]) == (3, 0)


def test_nobody_and_no_contacts(tmp_path: Path) -> None:
    here = store(tmp_path, (), "a lead 01-02 won 01-05")
    answer = ask(here, Question("repeat"))
    assert (answer.rows[0]["clients"], answer.rows[0]["within"].value, answer.rows[0]["unknown"]) == (
        0,
        None,
        1,
    )
    assert "No client is known by a contact" in answer.findings[0]
    assert ask(here, Question.from_text("metric=repeat&period=2025")).rows[0]["won"] == 0
