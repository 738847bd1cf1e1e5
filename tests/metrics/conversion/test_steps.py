"""Conversion of steps by stories with numbers worked out by hand, against the funnel and against plain loops."""

from __future__ import annotations

from datetime import datetime
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

some = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))

FOUR = """
    anna  lead 01-02  qualified 01-04  proposal 01-05  won 01-20
    boris lead 01-02  proposal 01-06  lost 01-10
    vera  lead 01-02  lost 01-05
    gleb  lead 02-24
"""


def conversion(story: str, folder: Path, text: str = "", metric: str = "conversion") -> Answer:
    return ask(told(story, folder), Question.from_text(f"metric={metric}&{text}"))


def column(answer: Answer, name: str) -> dict[str, Any]:
    return {row["stage"]: row[name] for row in answer.rows}


def test_a_step_counts_open_deals_as_long_as_they_were_watched(tmp_path: Path) -> None:
    # lead: one of four goes on at 2 days, one of three is lost at 3, one of two goes on at 4, gleb has stood for 5.
    answer = conversion(FOUR, tmp_path, "horizon=30")
    step = column(answer, "step")
    assert step["lead"].value == pytest.approx(1 / 4 + 3 / 4 * 2 / 3 * 1 / 2)
    assert step["qualified"].value == 1
    assert step["proposal"].value == 1 / 2
    assert step["won"] is None
    assert column(answer, "reached") == {"lead": 4, "qualified": 2, "proposal": 2, "won": 1}


def test_a_skipped_block_counts_as_passed_at_once(tmp_path: Path) -> None:
    answer = conversion(FOUR, tmp_path, "horizon=0.1")
    assert column(answer, "skipped") == {"lead": 0, "qualified": 1, "proposal": 0, "won": None}
    # boris passed it at once, anna took a day
    assert column(answer, "step")["qualified"].value == 1 / 2


def test_what_comes_of_new_deals_has_the_clock_from_creation(tmp_path: Path) -> None:
    # proposal: reached at 3 and 4 days, vera is lost at 3, gleb was last seen at 5.
    answer = conversion(FOUR, tmp_path, "horizon=30")
    assert column(answer, "cumulative")["lead"].value == 1
    assert column(answer, "cumulative")["proposal"].value == pytest.approx(1 / 2)
    # won: vera lost at 3 days, gleb out of sight at 5, boris lost at 8: 3/4 · 1/2 are left, and won at 18 days
    assert column(answer, "cumulative")["won"].value == pytest.approx(3 / 8)


def test_the_last_row_is_the_win_rate(tmp_path: Path) -> None:
    for text in ("", "horizon=7", "period=2026-01"):
        whole = conversion(FOUR, tmp_path, text, "win_rate").rows[0]
        assert column(conversion(FOUR, tmp_path, text), "cumulative")["won"] == whole["by_count"]


def test_each_stage_has_its_own_horizon(tmp_path: Path) -> None:
    # lead: 2 and 4 days; qualified: 1 day, boris only passed it; proposal: 15 days.
    answer = conversion(FOUR, tmp_path)
    assert column(answer, "horizon_days") == {"lead": 5, "qualified": 2, "proposal": 16, "won": None}
    assert answer.totals["horizon_days"] == 19


def test_each_deal_is_counted_once_per_block(tmp_path: Path) -> None:
    answer = conversion(FOUR, tmp_path)
    for row in answer.rows[:-1]:
        assert row["reached"] == row["advanced"] + row["lost"] + row["handed_over"] + row["open"]


def test_a_step_is_its_owners_when_the_deal_reached_the_block(tmp_path: Path) -> None:
    story = "anna owner=anna lead 01-02 owner=ivan 01-03 qualified 01-04 lost 01-06"
    rows = {(row["segment"], row["stage"]): row for row in conversion(story, tmp_path, "by=manager").rows}
    assert rows["anna", "lead"]["step"].value == 1
    assert rows["anna", "qualified"]["reached"] == 0
    assert rows["ivan", "qualified"]["step"].value == 0
    # what came of new deals is that of their first owner
    assert rows["anna", "qualified"]["cumulative"].value == 1
    listed = deals(
        told(story, tmp_path), Question("conversion", by="manager"), Cell("reached", ("qualified",), "ivan")
    )
    assert listed.total == 1


def test_the_curve_ends_at_the_steps_figure(tmp_path: Path) -> None:
    curve = conversion(FOUR, tmp_path, "stage=lead&horizon=4.5", "conversion_curve").rows
    assert [(row["age_days"], row["at_risk"]) for row in curve] == [(1, 4), (2, 4), (3, 3), (4, 2), (5, 1)]
    assert [row["value"] for row in curve] == pytest.approx([0, 0, 1 / 4, 1 / 4, 1 / 2])
    wins = conversion(FOUR, tmp_path, "horizon=19", "win_curve").rows
    assert wins[-1]["age_days"] == 19
    assert wins[-1]["value"] == pytest.approx(3 / 8)
    assert len(wins) <= 60


def test_a_curve_of_weeks_says_how_many_deals_are_too_young_for_each(tmp_path: Path) -> None:
    # gleb is open and 5 days old; boris is lost at 8 days and anna won at 18.
    wins = conversion(FOUR, tmp_path, "horizon=19&every=7", "win_curve").rows
    assert [(row["age_days"], row["at_risk"], row["waiting"]) for row in wins] == [
        (7, 2, 1),
        (14, 1, 1),
        (21, 0, 1),
    ]
    question = Question("win_curve")
    store = told(FOUR, tmp_path)
    assert deals(store, question, Cell("waiting", ("7",))).total == 1
    assert deals(store, question, Cell("at_risk", ("7",))).total == 2
    # gleb has stood on the lead for 5 days, which is more than three and less than six
    steps = conversion(FOUR, tmp_path, "stage=lead&horizon=6&every=3", "conversion_curve").rows
    assert [(row["age_days"], row["waiting"]) for row in steps] == [(3, 0), (6, 1)]
    assert deals(store, Question("conversion_curve"), Cell("waiting", ("lead", "6"))).total == 1


def test_it_says_that_few_deals_tell_nothing(tmp_path: Path) -> None:
    [said] = conversion(FOUR, tmp_path).findings
    assert said.in_("ru") == "Сделок слишком мало, чтобы сравнивать этапы."


def test_it_names_the_step_that_fewest_take(tmp_path: Path) -> None:
    many = "\n".join(
        f"d{n} lead 01-02 qualified 01-03 {'proposal 01-04 won 01-06' if n % 5 == 0 else 'lost 01-05'}"
        for n in range(200)
    )
    [said] = conversion(many, tmp_path).findings
    assert str(said) == (
        "Fewest go on from “qualified”: 20 (15–26) of 100 within 2 days; 160 of the others are lost, 0 are still there."
    )


def test_of_many_steps_only_a_reliable_difference_is_named(tmp_path: Path) -> None:
    def many(month: str, won: int) -> str:
        path = f"lead {month}-02 qualified {month}-03 proposal {month}-04"
        return "\n".join(f"d{month}{n} {path} {'won' if n < won else 'lost'} {month}-05" for n in range(100))

    answer = conversion(many("01", 20) + "\n" + many("02", 70), tmp_path, "period=2026-02&versus=previous")
    assert str(answer.findings[-1]).endswith("in points: proposal (+50).")


@some
@given(companies(), st.sampled_from(PIPELINES), st.sampled_from([None, "manager", "source"]))
def test_with_everything_over_and_no_horizon_it_is_the_funnel(
    company: Company, pipeline: Pipeline, by: str | None
) -> None:
    same = f"pipeline={pipeline.account_id}/{pipeline.pipeline_id}&where=outcome!%3Dopen"
    split = f"&by={by}" if by == "source" else ""
    with opened(company) as store:
        shown = ask(store, Question.from_text(f"metric=conversion&{same}&horizon=99999{split}"))
        funnel = ask(store, Question.from_text(f"metric=funnel&{same}{split}"))
    passed = {(row["segment"], row["position"]): row for row in funnel.rows}
    for row in shown.rows:
        beside = passed[row["segment"], row["position"]]
        assert row["reached"] == beside["reached"]
        if beside["step"] is not None and beside["step"].trials:
            rate = beside["step"]
            assert row["step"].n == rate.trials
            assert (row["step"].value, row["step"].low, row["step"].high) == pytest.approx(
                (rate.value, rate.low, rate.high)
            )
        # The funnel's share is of the first block that is shown, ours of all that came in: who was born lost is in ours.
        if row["cumulative"].n:
            assert row["cumulative"].value * row["cumulative"].n == pytest.approx(beside["reached"])


@some
@given(companies(), st.sampled_from(PIPELINES), moments, st.sampled_from([None, 4]))
def test_it_is_the_plain_one(
    company: Company, pipeline: Pipeline, moment: datetime, horizon: int | None
) -> None:
    way = naive_figures.Ask(pipeline, moment)
    paths = list(way.paths(company))
    every = [step for _, own in paths for step in plain.steps(own, moment)]
    win = horizon or plain.quantile_days(plain.win_hours(company, way)) or 90
    with opened(company) as store:
        text = f"metric=conversion&as_of={moment.isoformat()}Z&pipeline={pipeline.account_id}/{pipeline.pipeline_id}"
        answer = ask(store, Question.from_text(f"{text}&horizon={horizon or ''}"))
    for row in answer.rows[:-1]:
        here = [step for step in every if step.position == row["position"]]
        assert row["reached"] == len(here)
        assert row["skipped"] == sum(step.is_filled for step in here)
        for how in ("advanced", "lost", "handed_over"):
            assert row[how] == sum(step.life[1] == how for step in here)
        past = [step.exact for step in here if step.life[1] == "advanced" and not step.is_filled]
        days = horizon or plain.quantile_days(past) or win
        assert row["horizon_days"] == days
        if row["step"].value is not None:
            share = plain.share_within([step.life for step in here], "advanced", days * 24)
            assert share is not None
            assert row["step"].value == pytest.approx(float(share), abs=1e-12)
