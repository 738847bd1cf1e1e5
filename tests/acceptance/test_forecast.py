"""Forecasts hold as often as they say, lean to neither side, and beat simpler methods; all twenty companies are in `bench/forecast.py`."""

from __future__ import annotations

import pytest

from acceptance.foretold import Foretold, foretold, together

SEEDS = (21, 22)


@pytest.fixture(scope="module")
def found() -> Foretold:
    return together(foretold(seed) for seed in SEEDS)


@pytest.mark.parametrize("measure", ["money", "wins"])
def test_eight_of_ten_hold_and_none_leans_far(found: Foretold, measure: str) -> None:
    judged = found.verdict(measure, 1)
    assert judged.coverage.trials == 12 * len(SEEDS)
    # Of 24 forecasts that hold with 80 % each, 13 or fewer hold, or all, in one case of two hundred.
    assert 13 < judged.coverage.hits <= 24
    assert judged.bias is not None
    assert abs(judged.bias) < 0.1


def test_simpler_methods_lose_more_on_average(found: Foretold) -> None:
    assert set(found.money_others) >= {"last_period", "last_year", "mean_of_last", "stage_weighted"}
    for losses in (found.money_others, found.wins_others):
        for name, ratios in losses.items():
            assert sum(ratios) / len(ratios) > 1, name
