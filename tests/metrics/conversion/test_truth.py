"""A few simulated companies with known truth; `tests/acceptance` asks forty."""

from __future__ import annotations

from statistics import mean
from typing import Any

import pytest

from acceptance.simulated import simulated
from voronka.metrics.ask import ask
from voronka.model.question import Question
from voronka.simulator.stages import MAIN_ID
from voronka.simulator.truth import HORIZONS, known_truth

SEEDS = (1, 2, 3)
WIN, STEP = 180, 30


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    found = []
    for seed in SEEDS:
        with simulated(seed) as (engine, _):
            [win] = ask(engine, Question("win_rate", options=(("horizon", str(WIN)),))).rows
            steps = ask(engine, Question("conversion", options=(("horizon", str(STEP)),))).rows
            found.append((dict(win), [dict(row) for row in steps if row["step"] is not None]))
    return found


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    whole: dict[str, Any] = known_truth()["pipelines"][str(MAIN_ID)]
    return whole


def within(curve: Any, days: int) -> float:
    return float(curve["within"][HORIZONS.index(days)])


def test_the_win_rate_is_the_true_one_where_the_crm_is_far_off(answers: Any, truth: dict[str, Any]) -> None:
    true = within(truth["win"], WIN)
    assert mean(win["by_count"].value for win, _ in answers) == pytest.approx(true, abs=0.01)
    assert mean(win["as_in_crm"].value for win, _ in answers) > true + 0.05
    assert all(win["by_count"].low <= true <= win["by_count"].high for win, _ in answers)
    # of the deals that died a third were never closed
    assert mean(win["forgotten"] / (win["forgotten"] + win["lost"]) for win, _ in answers) > 0.25


def test_the_share_of_all_that_came_in_is_too_low_where_many_are_open(
    answers: Any, truth: dict[str, Any]
) -> None:
    assert mean(win["won"] / win["deals"] for win, _ in answers) < within(truth["win"], WIN)


def test_steps_are_the_true_ones(answers: Any, truth: dict[str, Any]) -> None:
    inside = []
    for stage in truth["stages"]:
        # A deal that skipped the stage passed it at once; the truth counts those that entered.
        entered = stage["n"] / (stage["reached"] * truth["deals"])
        true = 1 - entered * (1 - within(stage["advance"], STEP))
        rows = [row for _, steps in answers for row in steps if row["position"] == stage["position"]]
        assert mean(row["step"].value for row in rows) == pytest.approx(true, abs=0.02)
        inside += [row["step"].low <= true <= row["step"].high for row in rows]
    assert mean(inside) >= 0.85
