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
from voronka.metrics.scope import asked, dictionary
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
