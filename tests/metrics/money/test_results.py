"""Results by a story with numbers worked out by hand, and against plain loops."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from statistics import mean, median

import pytest
from hypothesis import HealthCheck, given, settings

from companies import companies, moments
from laws import FIRST, JANUARY, LAST, question
from metrics.money import plain
from naive import Company, write_duckdb
from story import SALES, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.model.context import Context
from voronka.model.money import Money
from voronka.model.question import Question

STORY = """
    anna   amount=100 units=2 lead 01-02  amount=300 01-10  won 01-20
    boris  amount=60 units=1 lead 01-03  won 01-25
    vera   lead 01-10 won 01-26
    gleb   amount=7 units=many inbox 01-11 lost 01-12
    daria  amount=900 lead 01-12 won 02-02
    zoya   amount=90 lead 01-05 won 01-06 lead 02-10
    kira   amount=30 units=x lead 01-05 won 01-07
"""


def test_a_period_counts_what_happened_in_it(tmp_path: Path) -> None:
    [row] = ask(engine(STORY, tmp_path), Question.from_text("metric=results&period=2026-01")).rows
    # zoya's win was taken back later: her latest outcome counts
    assert [row[name] for name in ("new", "rejected", "won", "lost", "no_amount", "handed_over")] == [
        7,
        1,
        4,
        1,
        1,
        0,
    ]
    assert (row["revenue"], row["lost_amount"]) == (Money(39_000, "RUB"), Money(700, "RUB"))
    average = row["average_deal"]
    assert (average.n, average.value) == (3, 13_000.0)
    # R: t.test(c(300, 60, 30))$conf.int: -237.62 … 497.62; an average amount is not below zero
    assert (average.low, average.high) == (0.0, pytest.approx(49_762, abs=1))
    assert (row["median_deal"].minor, row["trimmed_mean"].minor) == (6_000, 13_000)
    assert (row["price_of"], row["price"]) == ("deal", Money(13_000, "RUB"))


def test_as_of_its_day_a_win_that_was_taken_back_later_is_a_win(tmp_path: Path) -> None:
    [row] = ask(
        engine(STORY, tmp_path), Question.from_text("metric=results&period=2026-01&as_of=2026-02-01")
    ).rows
    assert (row["won"], row["revenue"].minor) == (5, 48_000)


def test_a_price_is_of_a_unit_where_deals_say_how_many(tmp_path: Path) -> None:
    told = Context(units_field="units")
    [row] = ask(engine(STORY, tmp_path), Question.from_text("metric=results&period=2026-01"), told).rows
    # anna 300 for 2, boris 60 for 1; kira's "x" is no number
    assert (row["price_of"], row["units"], row["price"]) == ("unit", 3.0, Money(12_000, "RUB"))


def test_no_deals_and_one(tmp_path: Path) -> None:
    here = engine("anna amount=5 lead 01-02 won 01-03", tmp_path)
    [row] = ask(here, Question.from_text("metric=results&period=2026-02")).rows
    assert (row["new"], row["won"], row["revenue"].minor) == (0, 0, 0)
    assert row["average_deal"].value is row["median_deal"] is row["price"] is row["price_of"] is None
    [row] = ask(here, Question("results")).rows
    assert (row["average_deal"].value, row["average_deal"].low) == (500.0, None)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(companies(), moments)
def test_results_are_the_plain_ones(company: Company, moment: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = DuckDBEngine(write_duckdb(company, Path(folder) / "store.duckdb"))
        [row] = ask(here, question("results", SALES, moment, period=JANUARY)).rows
        journeys = plain.journeys(company, SALES, moment)
        ended = [one for one in journeys if one.at is not None and FIRST <= one.at < min(LAST, moment)]
        won = [one.amount or 0 for one in ended if one.outcome == "won"]
        priced = [amount for amount in won if amount]
        assert row["new"] == sum(FIRST <= one.started_at < LAST for one in journeys)
        assert (row["won"], row["revenue"].minor, row["no_amount"]) == (len(won), sum(won), won.count(0))
        assert row["lost"] == sum(one.outcome == "lost" for one in ended)
        assert row["average_deal"].value == (pytest.approx(mean(priced)) if priced else None)
        assert row["median_deal"] == (Money(round(median(priced)), "RUB") if priced else None)
        here.close()


@pytest.mark.parametrize("moment", ["2026-03-01", "2026-04-01"])
def test_two_months_tell_what_chance_makes(tmp_path: Path, moment: str) -> None:
    """Six wins of 100 each after one, and as many days of both months, whenever one asks."""
    wins = "\n".join(f"deal{n} amount=100 lead 01-{n:02} won 02-{n:02}" for n in range(2, 8))
    story = f"anna amount=100 lead 01-02 won 01-20\n{wins}"
    parts = f"metric=results&period=2026-02&versus=previous&as_of={moment}T00:00:00"
    answer = ask(engine(story, tmp_path), Question.from_text(parts))
    [row] = answer.rows
    assert (row["won"], row["versus"]["won"]) == (6, 1)
    assert row["versus"]["by_chance"]["won"] == pytest.approx(2 * (7 + 1) / 2**7)
    # T = 700, mean 350, variance 7 × 100² / 4: t = 250 / 132.29 = 1.89 on 6 degrees: 0.1077 in tables
    assert row["versus"]["by_chance"]["revenue"] == pytest.approx(0.1077, abs=2e-4)
    assert any("Chance alone" in str(one) for one in answer.findings)


def test_a_month_that_is_not_over_is_compared_with_as_much_of_the_other(tmp_path: Path) -> None:
    story = "anna lead 01-02 won 01-05\nboris lead 02-01 won 02-03"
    parts = "metric=results&period=2026-02&versus=previous&as_of=2026-02-15T00:00:00"
    [row] = ask(engine(story, tmp_path), Question.from_text(parts)).rows
    # as many days of both: one win against one is no difference at all
    assert row["versus"]["by_chance"]["won"] == 1.0
    assert "revenue" not in row["versus"]["by_chance"]
