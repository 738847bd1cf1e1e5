"""What is attainable: found again where it is known, and nothing where all are alike."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.stats.attainable import attainable, best_three, better_quarter


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_well_known_groups_are_taken_as_they_are() -> None:
    value = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    three = attainable(value, [1e-4] * 8, [50] * 8, best_three, rng())
    quarter = attainable(value, [1e-4] * 8, [50] * 8, better_quarter, rng())
    assert three is not None
    assert three.value == pytest.approx(0.8, abs=1e-3)
    assert quarter is not None
    assert quarter.value == pytest.approx(0.725, abs=1e-3)
    assert three.base.mean() == pytest.approx(0.55, abs=1e-3)
    assert three.size == 400
    assert three.chance < 1e-6


def test_where_less_is_better_the_other_end_is_taken() -> None:
    value = np.log([2.0, 4.0, 6.0, 8.0])
    found = attainable(value, [1e-3] * 4, [10] * 4, best_three, rng(), sign=-1)
    assert found is not None
    assert found.value == pytest.approx(value[:3].mean(), abs=1e-2)
    quarter = attainable(value, [1e-3] * 4, [10] * 4, better_quarter, rng(), sign=-1)
    assert quarter is not None
    assert quarter.value == pytest.approx(np.quantile(value, 0.25), abs=1e-2)


def test_few_groups_are_no_basis_and_unknown_ones_do_not_count() -> None:
    assert attainable([0.1, 0.2, 0.3], [0.1] * 3, [9] * 3, best_three, rng()) is None
    assert attainable([0.1, 0.2, 0.3, np.nan], [0.1] * 4, [9] * 4, best_three, rng()) is None


def test_nothing_is_above_what_a_share_can_be() -> None:
    found = attainable([0.97, 0.98, 0.99, 1.0], [0.05] * 4, [30] * 4, better_quarter, rng(), most=1.0)
    assert found is not None
    assert found.drawn.max() <= 1


def test_a_gap_is_rarely_sure_where_all_groups_are_alike() -> None:
    """Of 300 companies of ten equal managers a gap is surely above nothing in about one of forty (2.5 % meant)."""
    chance = np.random.default_rng(11)
    sure = 0
    for _ in range(300):
        value = 0.4 + 0.05 * chance.standard_normal(10)
        found = attainable(value, [0.05] * 10, [96] * 10, better_quarter, chance)
        assert found is not None
        sure += float(np.quantile(found.drawn - found.base, 0.025)) > 1e-9
    assert sure <= 18


def test_a_true_spread_is_found_again() -> None:
    """Over 200 companies the mean estimate of the upper quartile of twelve managers is that of their true values."""
    chance = np.random.default_rng(12)
    missed = []
    for _ in range(200):
        true = 0.5 + 0.08 * chance.standard_normal(12)
        value = true + 0.04 * chance.standard_normal(12)
        found = attainable(value, [0.04] * 12, [150] * 12, better_quarter, chance)
        assert found is not None
        missed.append(found.value - np.quantile(true, 0.75))
    assert abs(np.mean(missed)) < 0.01
