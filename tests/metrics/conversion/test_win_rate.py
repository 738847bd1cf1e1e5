"""The win rate by stories with numbers worked out by hand, and against plain loops."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import naive_figures
from companies import PIPELINES, companies, moments
from metrics.conversion import plain
from metrics.conversion.told import told
from metrics.test_laws import opened
from naive import Company, Pipeline
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.question import Question
from voronka.stats.intervals import wilson

some = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))

FOUR = """
    anna  amount=100 owner=anna lead 01-01  won 01-11
    boris amount=300 owner=ivan lead 01-01  lost 01-21
    vera  amount=200 owner=anna lead 01-01  won 02-10
    gleb  amount=400 owner=ivan lead 02-19
"""


def win_rate(story: str, folder: Path, text: str = "") -> Answer:
    return ask(told(story, folder), Question.from_text(f"metric=win_rate&{text}"))


def only(answer: Answer) -> dict[str, Any]:
    [row] = answer.rows
    return dict(row)


def test_open_deals_count_as_long_as_they_were_watched(tmp_path: Path) -> None:
    # At 10 days one of four is won and gleb was last seen: 1/4. At 20 one of two is lost: 3/4 · 1/2 are left. At 40 the last is won: 1/4 + 3/8.
    row = only(win_rate(FOUR, tmp_path, "horizon=60"))
    assert row["by_count"].value == pytest.approx(5 / 8)
    assert row["by_count"].n == row["deals"] == 4
    assert (row["won"], row["lost"], row["open"], row["resolved"]) == (2, 1, 1, 3)
    assert row["by_count"].low < 5 / 8 < row["by_count"].high
    assert row["by_count"].doubts == ("small_sample",)


def test_by_value_each_deal_weighs_its_amount(tmp_path: Path) -> None:
    # 100 of 1000; then gleb's 400 are out of sight; 300 of 500 are lost: 9/10 · 2/5 are left, and won.
    row = only(win_rate(FOUR, tmp_path, "horizon=60"))
    assert row["by_value"].value == pytest.approx(0.1 + 0.36)
    assert row["by_value"].n == 4


def test_as_in_the_crm_open_deals_are_left_out(tmp_path: Path) -> None:
    assert only(win_rate(FOUR, tmp_path))["as_in_crm"] == wilson(2, 3)


def test_the_crm_goes_by_closing_and_we_by_creation(tmp_path: Path) -> None:
    row = only(win_rate(FOUR, tmp_path, "period=2026-02&horizon=60"))
    assert row["as_in_crm"] == wilson(1, 1)
    assert (row["deals"], row["won"], row["open"]) == (1, 0, 1)
    listed = deals(
        told(FOUR, tmp_path), Question.from_text("metric=win_rate&period=2026-02"), Cell("crm_won")
    )
    assert [deal["name"] for deal in listed.rows] == ["vera"]
    assert listed.rows[0]["outcome"] == "won"


def test_the_horizon_is_when_nine_of_ten_wins_had_happened(tmp_path: Path) -> None:
    # Both wins are needed for nine tenths: 40 days, and a win on day 40 is within 41 days.
    answer = win_rate(FOUR, tmp_path)
    assert answer.totals["horizon_days"] == only(answer)["horizon_days"] == 41
    assert only(answer)["by_count"].value == pytest.approx(5 / 8)
    assert only(win_rate(FOUR, tmp_path, "horizon=40"))["by_count"].value == pytest.approx(1 / 4)


def test_the_horizon_is_of_the_whole_pipeline(tmp_path: Path) -> None:
    for text in ("by=manager", "period=2026-02", "where=manager=ivan", "versus=previous&period=2026-02"):
        assert {row["horizon_days"] for row in win_rate(FOUR, tmp_path, text).rows} == {41}


def test_without_any_win_the_horizon_is_a_quarter(tmp_path: Path) -> None:
    row = only(win_rate("anna lead 01-01 lost 01-02", tmp_path))
    assert row["horizon_days"] == 90
    assert row["by_count"].value == 0


def test_all_followed_to_the_horizon_gives_the_plain_share(tmp_path: Path) -> None:
    # Only gleb is younger than 10.5 days, and February's deals are left out.
    row = only(win_rate(FOUR, tmp_path, "period=2026-01&horizon=30"))
    rate = wilson(1, 3)
    assert (row["by_count"].value, row["by_count"].low, row["by_count"].high) == pytest.approx(
        (rate.value, rate.low, rate.high)
    )
    assert row["by_value"].value == pytest.approx(100 / 600)


def test_too_young_to_tell_is_no_data(tmp_path: Path) -> None:
    row = only(win_rate("anna amount=5 lead 02-19", tmp_path, "horizon=60"))
    assert row["by_count"].value is None
    assert row["by_value"].value is None
    assert row["as_in_crm"].value is None
    assert "unfinished_cohort" in row["by_count"].doubts


def test_forgotten_deals_are_open_beyond_the_horizon(tmp_path: Path) -> None:
    story = FOUR + "    daria owner=ivan lead 01-02\n"
    assert only(win_rate(story, tmp_path))["forgotten"] == 1
    listed = deals(told(story, tmp_path), Question("win_rate"), Cell("forgotten"))
    assert [deal["name"] for deal in listed.rows] == ["daria"]


def test_a_deal_is_credited_to_its_first_owner(tmp_path: Path) -> None:
    story = "anna owner=anna lead 01-01 owner=ivan 01-05 won 01-11\nboris owner=ivan lead 01-01 lost 01-21"
    rows = {row["segment"]: row for row in win_rate(story, tmp_path, "by=manager").rows}
    assert rows["anna"]["by_count"].value == 1
    assert rows["ivan"]["by_count"].value == 0
    assert rows["anna"]["as_in_crm"] == wilson(1, 1)


def test_deals_without_an_amount_are_counted_and_leave_the_value(tmp_path: Path) -> None:
    row = only(win_rate("anna lead 01-01 won 01-03\nboris amount=7 lead 01-01 lost 01-03", tmp_path))
    assert row["no_amount"] == 1
    assert row["by_count"].value == 1 / 2
    assert (row["by_value"].n, row["by_value"].value) == (1, 0)


def test_by_value_is_not_told_where_only_wins_have_an_amount(tmp_path: Path) -> None:
    answer = win_rate("anna amount=9 lead 01-01 won 01-03\nboris lead 01-01 lost 01-03", tmp_path)
    assert only(answer)["by_value"].value is None
    assert answer.findings[-1].in_("ru").startswith("По сумме сказать нечего")


def test_an_earlier_moment_knows_nothing_of_what_came(tmp_path: Path) -> None:
    row = only(win_rate(FOUR, tmp_path, "as_of=2026-02-01&horizon=30"))
    assert (row["deals"], row["won"], row["open"]) == (3, 1, 1)
    assert row["by_count"].value == pytest.approx(1 / 3)


def test_periods_are_compared_at_equal_age(tmp_path: Path) -> None:
    answer = win_rate(FOUR, tmp_path, "period=2026-02&versus=2026-01&horizon=9")
    then = only(answer)["versus"]["by_count"]
    assert answer.versus is not None
    # 1 March is to February what 29 January is to January: vera's win was not known then.
    assert answer.versus.as_of == datetime(2026, 1, 29)
    assert then["then"].value == 0
    assert then["difference"] == 0
    assert then["low"] < 0 < then["high"]


def test_a_comparison_is_said_in_words(tmp_path: Path) -> None:
    def many(month: str, won: int) -> str:
        return "\n".join(
            f"d{month}{n} lead {month}-02 {'won' if n < won else 'lost'} {month}-05" for n in range(100)
        )

    same = win_rate(many("01", 30) + "\n" + many("02", 33), tmp_path, "period=2026-02&versus=previous")
    assert same.findings[-1].in_("ru") == (
        "На том же возрасте в другом периоде было 30\u202f%: +3\u00a0п. п. (от −10 до +16), надёжной разницы нет."
    )
    more = win_rate(many("01", 10) + "\n" + many("02", 50), tmp_path, "period=2026-02&versus=previous")
    assert str(more.findings[-1]) == "At the same age the other period had 10%: now +40 points (+28 to +51)."


def test_what_it_says_in_words(tmp_path: Path) -> None:
    first, second = win_rate(FOUR + "    daria owner=ivan lead 01-02\n", tmp_path, "horizon=30").findings[:2]
    assert str(first) == "Of 100 deals that come in 20 (1–58) are won within 30 days."
    assert second.in_("ru").startswith("CRM показала бы 67\u202f%: незакрытых сделок (2) в её отчёте нет")


@some
@given(companies(), st.sampled_from(PIPELINES), moments, st.sampled_from([None, 5, 30.5]))
def test_it_is_the_plain_one(
    company: Company, pipeline: Pipeline, moment: datetime, horizon: float | None
) -> None:
    way = naive_figures.Ask(pipeline, moment)
    days = horizon or plain.quantile_days(plain.win_hours(company, way)) or 90
    expected = plain.win_lives(company, way, naive_figures.owner)
    with opened(company) as store:
        text = f"metric=win_rate&by=manager&as_of={moment.isoformat()}Z&pipeline={pipeline.account_id}/{pipeline.pipeline_id}"
        answer = ask(store, Question.from_text(f"{text}&horizon={horizon or ''}"))
    shown = {row["segment"]: row for row in answer.rows}
    for person, lives in expected.items():
        row = shown[company.people[person][0] if person in company.people else f"#{person}"]
        assert row["horizon_days"] == days
        assert row["deals"] == len(lives)
        assert row["won"] == sum(1 for _, how in lives if how == "won")
        if row["by_count"].value is not None:
            share: Fraction | None = plain.share_within(lives, "won", days * 24)
            assert share is not None
            assert row["by_count"].value == pytest.approx(float(share), abs=1e-12)
            assert 0 <= row["by_count"].low <= row["by_count"].value <= row["by_count"].high <= 1
