"""Counts and sums of two periods: against exact fractions, a simulation, and by hand."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from voronka.stats.events import Amounts, count_p_value, sum_p_value
from voronka.stats.means import mean


def exact(one: int, other: int, share: Fraction) -> Fraction:
    """Twice the smaller tail of the binomial distribution, in fractions."""
    n = one + other
    chances = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    return min(Fraction(1), 2 * min(sum(chances[: one + 1], Fraction(0)), sum(chances[one:], Fraction(0))))


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(30, 61), Fraction(1, 4)])
@pytest.mark.parametrize(
    ("one", "other"), [(15, 18), (0, 0), (0, 3), (3, 0), (0, 6), (1, 9), (120, 90), (9, 30)]
)
def test_counts_have_the_tails_of_the_binomial(one: int, other: int, share: Fraction) -> None:
    assert count_p_value(one, other, float(share)) == pytest.approx(
        float(exact(one, other, share)), abs=1e-12
    )


def test_fifteen_wins_against_eighteen_are_chance_and_five_against_twenty_are_not() -> None:
    assert count_p_value(15, 18) > 0.7
    assert count_p_value(5, 20) < 0.01
    # twice the time, twice the wins
    assert count_p_value(40, 20, 2 / 3) == 1.0


def test_sums_worked_out_by_hand() -> None:
    # 4 wins of 100 against none: T = 400, mean 200, variance 4 × 100² / 4 = 10,000, t = 2 on 3 degrees: 0.1393 in tables
    assert sum_p_value(Amounts(4, 400, 40_000), Amounts(0, 0, 0)) == pytest.approx(0.1393, abs=1e-4)
    assert sum_p_value(Amounts(3, 300, 30_000), Amounts(3, 300, 30_000)) == 1.0
    assert sum_p_value(Amounts(5, 0, 0), Amounts(5, 0, 0)) is None


def test_amounts_are_had_back_from_their_mean() -> None:
    values, times = np.array([100, 250, 4000]), np.array([3, 1, 1])
    found = Amounts.of(mean(values, times))
    assert found is not None
    assert (found.n, round(found.total), round(found.squares)) == (5, 4550, 3 * 100**2 + 250**2 + 4000**2)
    assert Amounts.of(mean(values[:0], times[:0])) is None


def test_equal_periods_are_called_different_no_more_often_than_chance_allows() -> None:
    draw = np.random.default_rng(5)
    found = [sum_p_value(drawn(draw, 20), drawn(draw, 10), 2 / 3) for _ in range(1500)]
    wrong = np.mean([one is not None and one < 0.05 for one in found])
    assert 0.02 < wrong < 0.065
    # three times the wins are seen nearly always
    apart = [sum_p_value(drawn(draw, 60), drawn(draw, 20)) for _ in range(300)]
    assert np.mean([one is not None and one < 0.05 for one in apart]) > 0.7


def drawn(draw: np.random.Generator, wins: float) -> Amounts:
    """Deals as unequal as sales are: the largest some ten times the usual one."""
    values = draw.lognormal(0, 0.9, draw.poisson(wins))
    return Amounts(len(values), float(values.sum()), float((values**2).sum()))
