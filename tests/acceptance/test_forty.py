"""The acceptance tests of the definitions: forty companies, the truth known, every estimator held against it."""

from __future__ import annotations

from itertools import chain
from statistics import mean
from typing import Any

import pytest

from acceptance.forty import STEP, WIN, companies, truly_best, truth
from voronka.simulator.company import make_company
from voronka.simulator.truth import HORIZONS

#: Nominal 95 % intervals must hold the truth so often.
COVERAGE = (0.92, 0.97)


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    return companies()


def within(curve: Any, days: int) -> float:
    return float(curve["within"][HORIZONS.index(days)])


def true_steps() -> dict[int, float]:
    """C_s by position. Deals that skipped a stage, or came to it from beyond, passed it at once; the truth counts entrants alone."""
    whole = truth()
    return {
        stage["position"]: 1
        - stage["n"] / (stage["reached"] * whole["deals"]) * (1 - within(stage["advance"], STEP))
        for stage in whole["stages"]
    }


def holds(estimate: Any, true: float, gap: float = 0.0) -> bool:
    _, low, high = estimate
    return bool(low <= true <= high + gap)


def test_the_win_rate_is_the_true_one_where_the_crm_is_far_off(answers: list[dict[str, Any]]) -> None:
    true = within(truth()["win"], WIN)
    assert mean(one["win"][0] for one in answers) == pytest.approx(true, abs=0.01)
    assert mean(one["as_in_crm"] for one in answers) > true + 0.05
    assert mean(one["forgotten"] for one in answers) == pytest.approx(0.35, abs=0.05)


def test_steps_are_the_true_ones(answers: list[dict[str, Any]]) -> None:
    for position, true in true_steps().items():
        assert mean(one["steps"][position][0] for one in answers) == pytest.approx(true, abs=0.01)


def test_median_stays_are_the_true_ones(answers: list[dict[str, Any]]) -> None:
    for stage in truth()["stages"]:
        medians = [one["stays"][stage["position"]][0] for one in answers]
        assert mean(medians) == pytest.approx(stage["stay"]["median"], abs=0.2)


def test_intervals_hold_the_truth_as_often_as_they_say(answers: list[dict[str, Any]]) -> None:
    steps = true_steps()
    ids = {one["name"]: str(one["id"]) for one in make_company(deals=100).truth["managers"]}
    by_manager = truth()["win"]["by_manager"]
    of_steps = [holds(one["steps"][position], true) for one in answers for position, true in steps.items()]
    of_managers = [
        holds(found["raw"], within(by_manager[ids[name]], WIN))
        for one in answers
        for name, found in one["managers"].items()
        if name in ids and found["raw"][1] is not None
    ]
    for inside in (of_steps, of_managers):
        assert COVERAGE[0] <= mean(inside) <= COVERAGE[1]
    # Stays end on working days: a median may stand anywhere in a gap of hours, which intervals in whole hours span.
    stays = [
        holds(one["stays"][stage["position"]], stage["stay"]["median"], 1 / 24)
        for one in answers
        for stage in truth()["stages"]
    ]
    assert mean(stays) >= COVERAGE[0]


def test_the_best_manager_is_found_and_the_raw_share_finds_another(answers: list[dict[str, Any]]) -> None:
    def places(way: str) -> list[int]:
        return [
            sorted(one["managers"], key=lambda name: -worth(one["managers"][name][way])).index(truly_best())
            for one in answers
        ]

    def worth(found: Any) -> float:
        return float(found if isinstance(found, float) else found[0] or 0.0)

    fair, raw, naive = (places(way) for way in ("fair", "raw", "won_of_all"))
    assert sum(place < 3 for place in fair) >= 0.9 * len(answers)
    assert sum(place == 0 for place in fair) > sum(place == 0 for place in raw)
    assert sum(place == 0 for place in fair) > sum(place == 0 for place in naive)


def test_nobody_of_the_worse_half_is_called_better_nor_of_the_better_half_worse(
    answers: list[dict[str, Any]],
) -> None:
    managers = make_company(deals=100).truth["managers"]
    effects = {one["name"]: one["log_odds"] + one["log_odds_of_proposal"] for one in managers}
    middle = sorted(effects.values())[len(effects) // 2]
    verdicts = [
        (found["verdict"], effects[name] >= middle)
        for name, found in chain.from_iterable(one["managers"].items() for one in answers)
        if name in effects
    ]
    wrong = sum(verdict == ("better", False) or verdict == ("worse", True) for verdict in verdicts)
    assert wrong <= 0.05 * len(verdicts)


def test_the_worst_leak_is_named(answers: list[dict[str, Any]]) -> None:
    assert mean(one["worst"] == truth()["leak"]["stage"] for one in answers) >= 0.8
