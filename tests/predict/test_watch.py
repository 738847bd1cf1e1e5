"""Counts and shares of the last days against their own past, by hand and by the plainest arithmetic."""

from __future__ import annotations

from math import comb, exp, factorial, lgamma, log

import numpy as np
import pytest

from voronka.predict.watch import (
    HALF_LIFE,
    count_range,
    count_tails,
    noise,
    share_range,
    share_tail,
    sums,
)


def test_the_usual_number_is_the_rate_of_all_days_before_the_window_older_ones_less() -> None:
    rng = np.random.default_rng(3)
    counts, weights = rng.poisson(4, 60).astype(float), rng.uniform(0.5, 1.5, 60)
    found = sums(counts, weights)
    for day in (20, 41, 60):
        older = [0.5 ** (age / HALF_LIFE) for age in range(day - 8, -1, -1)]
        rate = sum(counts[: day - 7] * older) / sum(weights[: day - 7] * older)
        assert found.usual[day] == pytest.approx(rate * sum(weights[day - 7 : day]))
        assert found.seen[day] == sum(counts[day - 7 : day])


def test_nothing_later_enters() -> None:
    counts = np.array([3.0] * 40)
    later = np.concatenate([counts, [500.0] * 10])
    one, other = sums(counts, np.ones(40)), sums(later, np.ones(50))
    assert (one.usual == other.usual[:41]).all()
    assert (one.seen == other.seen[:41]).all()


def test_without_more_noise_than_chance_counts_are_poisson() -> None:
    low, high = count_tails(4, 10.0, 1.0)
    poisson = [exp(-10) * 10**k / factorial(k) for k in range(5)]
    assert low == pytest.approx(sum(poisson), rel=1e-3)
    assert high == pytest.approx(1 - sum(poisson[:4]), rel=1e-3)


def test_with_more_noise_they_are_negative_binomial() -> None:
    mean, more = 10.0, 2.5
    size = mean / (more - 1)

    def chance(k: int) -> float:
        said = lgamma(k + size) - lgamma(size) - lgamma(k + 1)
        return exp(said + size * log(size / (size + mean)) + k * log(mean / (size + mean)))

    assert count_tails(3, mean, more)[0] == pytest.approx(sum(map(chance, range(4))), rel=1e-6)
    assert count_tails(0, mean, more)[1] == 1.0


def test_shares_are_binomial_or_wider() -> None:
    binomial = sum(comb(12, k) * 0.6**k * 0.4 ** (12 - k) for k in range(4))
    assert share_tail(3, 12, 0.6, 1.0) == pytest.approx(binomial, rel=0.02)
    assert share_tail(3, 12, 0.6, 2.0) > 2 * binomial
    assert share_tail(0, 0, 0.6, 1.0) == 1.0
    assert share_tail(0, 12, 1.0, 1.0) < 1e-6


def test_ranges_hold_what_is_usual() -> None:
    low, high = count_range(26, 1.0)
    assert count_tails(low - 1, 26, 1.0)[0] < 0.025 <= count_tails(low, 26, 1.0)[0]
    assert count_tails(high - 1, 26, 1.0)[0] < 0.975 <= count_tails(high, 26, 1.0)[0]
    assert count_range(0.0, 1.5) == (0, 0)
    below, above = share_range(40, 0.5, 1.0)
    assert 0.3 < below < 0.4
    assert 0.6 < above < 0.7


def test_the_noise_of_weeks_is_learned_from_their_errors_and_one_bad_week_does_not_make_it() -> None:
    usual = np.full(40, 25.0)
    quiet = usual + 5.0 * np.tile([1.0, -1.0], 20)
    assert noise(quiet, usual, usual) == pytest.approx(1.05)
    loud = usual + 10.0 * np.tile([1.0, -1.0], 20)
    assert noise(loud, usual, usual) == pytest.approx(4 * 1.05)
    once = quiet.copy()
    once[7] = 500.0
    assert noise(once, usual, usual) < 1.6
    assert noise(usual[:3], usual[:3], usual[:3]) == 1.5
