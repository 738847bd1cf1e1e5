"""Intervals against published and independently computed numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voronka.model.estimate import Estimate
from voronka.model.rate import Rate
from voronka.stats.beta import beta_cdf, beta_quantile, gamma_cdf, gamma_quantile
from voronka.stats.intervals import clopper_pearson, newcombe, poisson_rate, wilson, wilson_bounds


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3 (score without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_the_published_one(hits: int, trials: int, low: float, high: float) -> None:
    rate = wilson(hits, trials)
    assert rate.low == pytest.approx(low, abs=5e-5)
    assert rate.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((0, 10), (0, 10), -0.2775, 0.2775),
    ],
)
def test_newcombe_is_the_published_one(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(wilson(*one), wilson(*other))
    assert found is not None
    assert found[1] == pytest.approx(low, abs=5e-5)
    assert found[2] == pytest.approx(high, abs=5e-5)


def test_without_trials_there_is_no_interval() -> None:
    assert wilson(0, 0) == Rate(0, 0)
    assert newcombe(wilson(0, 0), wilson(1, 2)) is None


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    rate = wilson(*counts)
    assert rate.low is not None
    assert rate.high is not None
    assert rate.value is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


@given(*[st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2)
def test_a_difference_turned_round_is_its_negative(one: tuple[int, int], other: tuple[int, int]) -> None:
    there, back = newcombe(wilson(*one), wilson(*other)), newcombe(wilson(*other), wilson(*one))
    assert there is not None
    assert back is not None
    assert there[1] == pytest.approx(-back[2])
    assert there[1] - 1e-12 <= there[0] <= there[2] + 1e-12


counts_of = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts_of)
def test_many_shares_at_once_are_each_alone(counts: tuple[int, int]) -> None:
    alone, (low, high) = wilson(*counts), wilson_bounds([counts[0], 0], [counts[1], 0])
    assert (low[0], high[0]) == pytest.approx((alone.low, alone.high), abs=1e-15)
    assert np.isnan([low[1], high[1]]).all()


@settings(deadline=None, max_examples=50)
@given(counts_of)
def test_the_exact_interval_leaves_a_fortieth_on_each_side(counts: tuple[int, int]) -> None:
    hits, trials = counts
    rate = clopper_pearson(hits, trials)
    assert rate.low is not None
    assert rate.high is not None
    # P(hits or more | low) and P(hits or fewer | high), as tails of the beta distribution.
    if hits:
        assert float(beta_cdf(rate.low, hits, trials - hits + 1)) == pytest.approx(0.025, rel=1e-10)
    if hits < trials:
        assert float(beta_cdf(rate.high, hits + 1, trials - hits)) == pytest.approx(0.975, rel=1e-10)


@settings(deadline=None, max_examples=50)
@given(st.floats(0.001, 0.999), st.floats(0.3, 2000), st.floats(0.3, 2000))
def test_quantiles_turn_the_distributions_round(share: float, a: float, b: float) -> None:
    assert float(beta_cdf(beta_quantile(share, a, b), a, b)) == pytest.approx(share, rel=1e-9)
    assert float(gamma_cdf(gamma_quantile(share, a), a)) == pytest.approx(share, rel=1e-9)


def test_without_trials_or_exposure_nothing_is_said() -> None:
    assert clopper_pearson(0, 0) == Rate(0, 0)
    assert poisson_rate(3, 0) == Estimate(3, None)
    assert poisson_rate(0, 4).low == 0.0


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    for share in (0.1, 0.3, 0.6):
        low, high = wilson_bounds(rng.binomial(80, share, 20_000), 80)
        assert 0.935 <= np.mean((low <= share) & (share <= high)) <= 0.97
    limits = [poisson_rate(count, 1.0) for count in range(60)]
    counts = rng.poisson(12.0, 20_000)
    covered = np.mean([(limits[count].low or 0) <= 12 <= (limits[count].high or 0) for count in counts])
    assert 0.95 <= covered <= 0.985  # exact: never less than it says
