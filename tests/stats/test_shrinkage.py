"""Many groups: shrunken shares and means, and which differences are more than luck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voronka.stats.discoveries import (
    adjusted,
    against_the_rest,
    estimate_p_values,
    means_against_the_rest,
    reliable,
    share_p_values,
)
from voronka.stats.prior import ALIKE, fit_beta
from voronka.stats.shrinkage import shrink_means, shrink_rates

groups = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=12
).filter(lambda pairs: any(n for _, n in pairs))


@settings(deadline=None, max_examples=40)
@given(groups)
def test_a_shrunken_share_lies_between_its_own_and_the_common_one(pairs: list[tuple[int, int]]) -> None:
    hits, trials = np.array(pairs).T
    found = shrink_rates(hits, trials)
    own = np.divide(hits, trials, out=np.full(len(hits), found.mean), where=trials > 0)
    assert np.all(found.value >= np.minimum(own, found.mean) - 1e-9)
    assert np.all(found.value <= np.maximum(own, found.mean) + 1e-9)
    assert np.all((found.low >= 0) & (found.low <= found.high) & (found.high <= 1))
    assert found.best.sum() == pytest.approx(1)


def test_groups_that_scatter_like_chance_are_all_the_mean() -> None:
    assert fit_beta(np.array([5.0, 5, 5, 5]), np.array([20.0, 20, 20, 20])) == (0.25, ALIKE)
    found = shrink_rates([5, 5, 5, 5], [20, 20, 20, 20])
    assert found.value.tolist() == [0.25] * 4
    assert found.best == pytest.approx([0.25] * 4, abs=0.03)
    assert found.low[0] < 0.25 < found.high[0]
    assert shrink_rates([0, 0], [5, 9]).value.tolist() == [0, 0]
    assert shrink_rates([3], [9]).value == pytest.approx([1 / 3])


def test_nobody_tried_cannot_be_shrunken() -> None:
    with pytest.raises(ValueError, match="tried"):
        shrink_rates([0], [0])
    with pytest.raises(ValueError, match="estimate"):
        shrink_means([np.nan], [1.0])


def test_the_small_are_drawn_further_and_the_chance_of_being_best_follows() -> None:
    found = shrink_rates([2, 160, 80, 75, 90], [4, 400, 400, 400, 400])
    assert found.weight[0] < found.weight[1]
    assert 0.2 < found.value[0] < 0.5
    assert found.best.argmax() == 1
    assert shrink_rates([3, 9], [10, 20]).best.tolist() == shrink_rates([3, 9], [10, 20]).best.tolist()


@pytest.mark.parametrize(("many", "size"), [(6, 60), (40, 60), (15, 300)])
def test_shrunken_shares_cover_the_truth_and_err_less_than_raw_ones(many: int, size: float) -> None:
    rng, covered, errors, raw_errors = np.random.default_rng(5), [], [], []
    for _ in range(600 // many):
        truth = rng.beta(0.2 * size, 0.8 * size, many)
        trials = rng.integers(10, 120, many)
        hits = rng.binomial(trials, truth)
        found = shrink_rates(hits, trials)
        covered.append(np.mean((found.low <= truth) & (truth <= found.high)))
        errors.append(np.mean((found.value - truth) ** 2))
        raw_errors.append(np.mean((hits / trials - truth) ** 2))
    assert 0.92 <= np.mean(covered) <= 0.98
    assert np.mean(errors) < 0.7 * np.mean(raw_errors)


def test_means_without_spread_of_their_own_are_all_the_mean() -> None:
    found = shrink_means([1.0, 1.1, 0.9, np.nan], [0.5, 0.5, 0.5, np.nan])
    assert found.value == pytest.approx([1.0] * 4)
    assert found.weight.tolist() == [0.0] * 4
    assert shrink_means([7.0], [1.0]).value.tolist() == [7.0]


@pytest.mark.parametrize("many", [5, 25])
def test_shrunken_means_cover_the_truth(many: int) -> None:
    rng, covered = np.random.default_rng(6), []
    for _ in range(100):
        truth, errors = rng.normal(10, 2, many), rng.uniform(0.5, 4, many)
        found = shrink_means(rng.normal(truth, errors), errors)
        covered.append(np.mean((found.low <= truth) & (truth <= found.high)))
    assert 0.92 <= np.mean(covered) <= 0.98


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusting_keeps_the_order_and_never_lowers(p_values: list[float]) -> None:
    found = adjusted(p_values)
    assert np.all(found >= np.array(p_values) - 1e-15)
    assert np.all(np.diff(found[np.argsort(p_values, kind="stable")]) >= 0)


def test_of_the_differences_named_at_most_a_twentieth_is_luck() -> None:
    rng, false, nothing = np.random.default_rng(7), [], []
    for _ in range(400):
        truth = np.where(np.arange(30) < 5, 0.45, 0.2)
        named = reliable(share_p_values(rng.binomial(150, truth), 150, 1500, 7500))
        false.append(named[5:].sum() / max(1, named.sum()))
        nothing.append(
            bool(reliable(against_the_rest(rng.binomial(150, np.full(30, 0.2)), np.full(30, 150))).any())
        )
    assert np.mean(false) <= 0.05
    assert np.mean(nothing) <= 0.07


def test_what_cannot_be_compared_is_no_comparison() -> None:
    assert np.isnan(share_p_values(0, 0, 1, 2))
    assert float(share_p_values(0, 5, 0, 9)) == 1.0
    assert np.isnan(means_against_the_rest([1.0], [0.1])).all()
    assert means_against_the_rest([1.0, np.nan, 2.0], [0.5, np.nan, 0.5])[0] == pytest.approx(
        float(estimate_p_values(1.0, 0.5, 2.0, 0.5))
    )
    assert np.isnan(means_against_the_rest([1.0, 2.0, 3.0], [0.0, 1.0, 1.0])[0])
    assert not reliable([np.nan, 0.5]).any()
