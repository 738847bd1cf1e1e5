"""Velocity by a story with numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from story import engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.context import Context
from voronka.model.goal import Goal, Whom
from voronka.model.period import Period
from voronka.model.question import Question

STORY = """
    anna   amount=100 lead 01-01 won 01-11
    boris  amount=300 lead 01-01 lost 01-21
    vera   amount=200 lead 01-21
    gleb   amount=50 lead 01-26 won 02-10
"""


def velocity(folder: Path, text: str = "", told: Context = Context(), story: str = STORY) -> Answer:  # noqa: B008
    return ask(engine(story, folder), Question.from_text(f"metric=velocity&horizon=30&{text}"), told)


def test_money_per_day_and_the_levers(tmp_path: Path) -> None:
    [row] = velocity(tmp_path, "period=2026-01").rows
    assert (row["won"], row["revenue"].minor, row["open"], row["open_amount"].minor) == (1, 10_000, 2, 25_000)
    assert row["per_day"].value == pytest.approx(10_000 / 31)
    # one win: the standard error of a sum is its square root of squares
    assert row["per_day"].high == pytest.approx(10_000 / 31 * 2.96, rel=1e-3)
    # at risk: 4 until the ages 5 (gleb) and 10 (anna won, vera censored at 11): F = 1/3, S after 10 is 2/3, after 20 is 0
    assert row["win_rate"].value == pytest.approx(1 / 3)
    assert row["mean_days"] == pytest.approx(10.5 + 10 * 2 / 3)
    made = 2 * (1 / 3) * 10_000 / (10.5 + 20 / 3)
    assert row["formula"].minor == round(made)
    assert (row["lever_gain"].minor, row["faster_gain"].minor) == (round(made / 10), round(made / 9))


def test_older_deals_join_at_the_age_they_have(tmp_path: Path) -> None:
    [row] = velocity(tmp_path, "period=2026-02").rows
    # gleb joins at 6 days and is won at 15; vera joins at 11 and is censored at 39: one of two leaves at 15
    assert (row["won"], row["open"]) == (1, 1)
    assert row["win_rate"].value == pytest.approx(1 / 2)


def test_coverage_is_what_the_open_deals_bring_by_what_the_plan_lacks(tmp_path: Path) -> None:
    [row] = velocity(tmp_path, "period=2026-01", Context(plan_minor=40_000)).rows
    # gleb is open at 6 days: F = 1/3; vera at 11: (1/3 - 1/3) / (2/3) = 0
    assert row["weighted"].minor == round(5_000 / 3)
    assert row["coverage"] == pytest.approx(5_000 / 3 / 30_000)
    assert row["plan"].minor == 40_000


def test_a_plan_that_is_reached_has_no_coverage(tmp_path: Path) -> None:
    answer = velocity(tmp_path, "period=2026-01", Context(plan_minor=9_000))
    assert answer.rows[0]["coverage"] is None
    assert "reached" in answer.findings[-1]


def test_nothing_and_one(tmp_path: Path) -> None:
    answer = velocity(tmp_path, "period=2025-01")
    [row] = answer.rows
    assert (row["won"], row["open"], row["formula"], row["mean_days"]) == (0, 0, None, None)
    assert answer.findings == ("Nothing was won in the period.",)


def test_numbers_open_their_deals(tmp_path: Path) -> None:
    here = engine(STORY, tmp_path)
    asked = Question.from_text("metric=velocity&period=2026-01")
    assert {row["name"] for row in deals(here, asked, Cell("open")).rows} == {"vera", "gleb"}
    assert deals(here, asked, Cell("won")).amount.minor == 10_000


def test_the_plan_is_the_companys_goal_for_just_these_days(tmp_path: Path) -> None:
    january = Period.parse("2026-01")
    goals = (
        Goal("won", january, 7),
        Goal("revenue", january, 20_000, Whom("person", 1, 1)),
        Goal("revenue", Period.parse("2026-01-01..2026-02-01"), 40_000, pipeline="Sales"),
        Goal("revenue", january, 90_000, pipeline="repeat"),
    )
    told = Context(goals=goals)
    here = engine(STORY, tmp_path)

    def plan(text: str) -> int | None:
        asked = Question.from_text(f"metric=velocity&horizon=30&{text}")
        found = ask(here, asked, told).rows[0]["plan"]
        return found.minor if found else None

    assert plan("period=2026-01") == plan("period=2026-01&pipeline=Sales") == 40_000
    assert plan("period=2026-01&pipeline=repeat") == 90_000
    # other days, some deals only, parts: the plan says nothing of them
    for text in (
        "period=2026-02",
        "period=2026-Q1",
        "period=2026-01&where=manager%3Danna",
        "period=2026-01&by=manager",
        "",
    ):
        assert plan(text) is None, text
