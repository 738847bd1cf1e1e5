"""Regression, case mix and levers on deals whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.stats.casemix import case_mix
from voronka.stats.logit import fit_logit, indicators, lever


def test_two_shares_are_their_odds() -> None:
    fit = fit_logit([[0], [1]], [20, 60], [100, 100], ridge=0)
    assert np.exp(fit.coefficients) == pytest.approx([0.25, 6.0])
    assert fit.chances([[0], [1]]) == pytest.approx([0.2, 0.6])
    assert fit.errors[0] == pytest.approx(np.sqrt(1 / 20 + 1 / 80))


def test_rows_may_be_counted_together() -> None:
    rng = np.random.default_rng(1)
    traits, won = rng.integers(0, 3, (500, 2)), rng.integers(0, 2, 500)
    kinds, row = np.unique(traits, axis=0, return_inverse=True)
    single = fit_logit(traits, won, np.ones(500))
    counted = fit_logit(kinds, np.bincount(row, weights=won), np.bincount(row))
    assert counted.coefficients == pytest.approx(single.coefficients, abs=1e-9)
    assert counted.covariance == pytest.approx(single.covariance, abs=1e-9)


def test_a_trait_that_always_wins_or_repeats_another_is_not_settled() -> None:
    assert not fit_logit([[0], [1]], [20, 50], [100, 50]).is_settled
    assert not fit_logit([[0, 0], [1, 1]], [20, 50], [100, 80]).is_settled
    assert fit_logit([[0], [1]], [20, 50], [100, 80]).is_settled
    with pytest.raises(ValueError, match="trials"):
        fit_logit([[0]], [0], [0])


def test_the_most_frequent_code_is_the_base() -> None:
    assert indicators(np.array([2, 2, 0, 1])).tolist() == [[0, 0], [0, 0], [1, 0], [0, 1]]
    assert indicators(np.array([2, 0]), base=0).tolist() == [[0, 1], [0, 0]]


def test_a_lever_is_the_difference_of_shares_and_covers_the_truth() -> None:
    rng, covered = np.random.default_rng(2), 0
    source = np.repeat([0.0, 1.0], 2)
    touched = np.tile([0.0, 1.0], 2)
    chances = 1 / (1 + np.exp(-(-1.0 + 0.8 * source + 0.5 * touched)))
    trials = np.array([300, 100, 60, 250])
    traits = np.column_stack([source, touched])
    untouched = np.column_stack([source, np.zeros(4)])
    base = 1 / (1 + np.exp(-(-1.0 + 0.8 * source)))
    truth = float((trials * (1 / (1 + np.exp(-(-0.5 + 0.8 * source))) - base)).sum() / trials.sum())
    for _ in range(400):
        found = lever(fit_logit(traits, rng.binomial(trials, chances), trials), untouched, trials, column=1)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert 0.92 <= covered / 400 <= 0.97


def test_equal_managers_with_unequal_deals_are_equal_and_a_better_one_shows() -> None:
    rng = np.random.default_rng(3)
    managers, kinds = 12, 4
    odds = np.array([-2.5, -1.0, 0.0, 1.0])
    group, kind = (grid.ravel() for grid in np.meshgrid(np.arange(managers), np.arange(kinds), indexing="ij"))
    trials = rng.integers(1, 60, len(group)) * (1 + 3 * (kind == group % kinds))
    skill = np.where(np.arange(managers) == 3, 0.9, 0.0)
    hits = rng.binomial(trials, 1 / (1 + np.exp(-(odds[kind] + skill[group]))))
    found = case_mix(group, indicators(kind), hits, trials, managers)
    raw = np.bincount(group, hits) / np.bincount(group, trials)
    assert found.expected.sum() == pytest.approx(hits.sum())
    assert found.observed.tolist() == np.bincount(group, hits).tolist()
    others = np.arange(managers) != 3
    assert found.p[3] < 0.001
    assert found.p[others].min() > 0.01
    assert found.adjusted[others].std() < 0.4 * raw[others].std()
    assert found.ratio.argmax() == 3


def test_a_group_without_deals_has_no_figure() -> None:
    found = case_mix([0, 2], [[0.0], [1.0]], [3, 4], [10, 8], groups=3)
    assert np.isnan([found.adjusted[1], found.error[1], found.p[1], found.ratio[1]]).all()


def test_a_team_without_a_win_has_shares_of_nothing() -> None:
    found = case_mix([0, 1], [[0.0], [1.0]], [0, 0], [5, 5], groups=2)
    assert found.adjusted.tolist() == [0.0, 0.0]
    assert found.p.tolist() == [1.0, 1.0]
