"""Times against simulated companies whose truth is known: Kaplan and Meier find it, finished stays alone do not.

Stays cluster by working days, so that a median may lie in a gap between two evenings: the companies' counts are added up before it is read off.
"""

from __future__ import annotations

from statistics import mean
from typing import Any

import numpy as np
import pytest

from acceptance.simulated import simulated
from voronka.metrics.ask import ask
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.tables import tables
from voronka.model.question import Question
from voronka.simulator.stages import MAIN_ID
from voronka.stats.risk import Risk
from voronka.stats.times import quantiles

SEEDS = range(1, 9)


@pytest.fixture(scope="module")
def companies() -> tuple[list[Any], list[Any], dict[int, float]]:
    """Counts of stays and rows of `stays`, one each per company, and the true medians by position."""
    counted, rows, true = [], [], {}
    for seed in SEEDS:
        with simulated(seed, deals=4000) as (engine, company):
            stages = company.truth["pipelines"][str(MAIN_ID)]["stages"]
            true = {stage["position"]: stage["stay"]["median"] for stage in stages}
            counted.append(engine.run(statement_sql(asked(Question("stays"), dictionary(engine)), "stays")))
            rows.append(ask(engine, Question("stays")).rows)
    return counted, rows, true


def medians(counted: list[Any], finished: bool = False) -> dict[int, float]:
    """Median days by position, over all companies together; of finished stays alone, or of all."""
    columns = {
        name: np.concatenate([one[name] for one in counted])
        for name in ("position", "exit", "hours", "stays")
    }
    groups, risk = tables(columns, ["position"], "hours", "exit", "stays")
    if finished:
        risk = Risk.make(
            risk.age, risk.events, np.zeros_like(risk.censored), group=risk.group, groups=risk.groups
        )
    return {
        position: float(age) / 24
        for (position,), age in zip(groups, quantiles(risk, [0.5]).age[0], strict=True)
    }


def test_the_median_stay_is_the_true_one_on_every_stage(companies: Any) -> None:
    counted, _, true = companies
    assert medians(counted) == pytest.approx(true, abs=0.2)


def test_finished_stays_alone_are_clearly_too_short(companies: Any) -> None:
    counted, _, true = companies
    short = {position: true[position] - days for position, days in medians(counted, finished=True).items()}
    assert short[4] > 2
    assert min(short.values()) > -0.1


def test_the_interval_of_one_company_holds_the_truth(companies: Any) -> None:
    _, rows, true = companies
    inside = [
        row["stay"].low <= true[row["position"]] <= row["stay"].high + 1 / 24
        for company in rows
        for row in company
    ]
    assert mean(inside) >= 0.88


@pytest.fixture(scope="module")
def replies() -> tuple[list[Any], dict[str, Any]]:
    """Rows of `response` of four companies, and the truth."""
    rows, true = [], {}
    for seed in range(1, 5):
        with simulated(seed, deals=3000, with_touches=True) as (engine, company):
            true = company.truth["pipelines"][str(MAIN_ID)]["response"]
            rows += ask(engine, Question("response")).rows
    return rows, true


def test_the_share_answered_in_time_is_the_true_one(replies: Any) -> None:
    rows, true = replies
    for minutes in (5, 15, 60):
        assert mean(row[f"within_{minutes}"].value for row in rows) == pytest.approx(
            true["within_minutes"][str(minutes)], abs=0.015
        )
    inside = [
        row[f"within_{minutes}"].low <= true["within_minutes"][str(minutes)] <= row[f"within_{minutes}"].high
        for row in rows
        for minutes in (5, 15, 60)
    ]
    assert mean(inside) >= 0.8


def test_half_wait_as_long_as_they_truly_do_and_the_mean_of_the_answered_does_not_say_it(
    replies: Any,
) -> None:
    rows, true = replies
    assert mean(row["wall_minutes"] for row in rows) == pytest.approx(true["median_minutes"], rel=0.1)
    assert mean(row["answered"] / row["enquiries"] for row in rows) == pytest.approx(
        true["answered"], abs=0.015
    )
    assert all(row["working_minutes"] < row["wall_minutes"] for row in rows)
