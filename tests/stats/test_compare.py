"""Differences at equal age, and the bootstrap they rest on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.deals import Deal, from_the_beginning, table
from voronka.model.estimate import Estimate
from voronka.stats.compare import Difference, difference, difference_of_times, equal_age, mover
from voronka.stats.incidence import incidences
from voronka.stats.intervals import newcombe, wilson
from voronka.stats.ratios import ratio_of_sums
from voronka.stats.redraw import redraw, redraw_sums
from voronka.stats.risk import Risk

SOME = Risk.make([3, 5, 8, 12, 40], [[1, 4, 10, 3, 0], [2, 1, 2, 1, 0]], [0, 3, 2, 1, 20])
OTHER = Risk.make([2, 6, 9, 30], [[9, 9, 8, 0], [0, 3, 0, 0]], [2, 0, 1, 20])


def test_two_complete_tables_are_compared_by_newcombe() -> None:
    one, other = Risk.make([1, 9], [[56, 0]], [0, 14]), Risk.make([2, 9], [[48, 0]], [0, 32])
    published = newcombe(wilson(56, 70), wilson(48, 80))
    assert published is not None
    assert difference(one, other, 0, horizon=9) == Difference(*published)


def test_with_deals_open_the_interval_is_that_of_the_variances() -> None:
    found = difference(SOME, OTHER, 0, horizon=15, draws=20_000)
    assert found is not None
    mine, theirs = incidences(SOME, 0, 15), incidences(OTHER, 0, 15)
    assert found.value == pytest.approx(float(mine.value[0] - theirs.value[0]))
    half = 1.96 * float(np.hypot(mine.error[0], theirs.error[0]))
    assert found.low == pytest.approx(found.value - half, abs=0.012)
    assert found.high == pytest.approx(found.value + half, abs=0.012)


def test_the_same_tables_give_the_same_digits_and_others_give_others() -> None:
    assert difference(SOME, OTHER, 0, 15) == difference(SOME, OTHER, 0, 15)
    assert difference(SOME, OTHER, 0, 15, seed=1) != difference(SOME, OTHER, 0, 15, seed=2)


def test_what_is_not_known_is_not_compared() -> None:
    young = Risk.make([3, 10], [[4, 0], [0, 0]], [0, 96])
    assert difference(SOME, young, 0, horizon=30) is None
    assert difference(SOME, Risk.make([], [[], []], []), 0, horizon=30) is None
    assert equal_age(SOME, young) == 10
    assert difference(SOME, young, 0, horizon=equal_age(SOME, young)) is not None
    assert equal_age(Risk.make([1, 4], [[1, 1]], [0, 0]), Risk.make([7], [[1]], [0])) == 8


@given(from_the_beginning, st.integers(1, 20))
def test_a_redraw_keeps_the_number_of_deals(deals: list[Deal], seed: int) -> None:
    drawn = redraw(table(deals), 5, np.random.default_rng(seed))
    assert drawn.per_group(drawn.left + drawn.censored).tolist() == [len(deals)] * 5
    assert not drawn.entered.any()


def test_a_redraw_has_the_mean_and_variance_of_drawing_deals() -> None:
    drawn = redraw(SOME, 20_000, np.random.default_rng(1))
    hits = drawn.per_group(drawn.events[0])
    n, share = 50, 18 / 50
    assert hits.mean() == pytest.approx(18, abs=0.1)
    assert hits.var() == pytest.approx(n * share * (1 - share), rel=0.05)


def test_strata_are_redrawn_each_by_itself() -> None:
    # Two strata that are sure of their ways: drawn apart nothing varies, drawn together it does.
    strata = Risk.make([1, 1], [[10, 0], [0, 30]], [0, 0], group=[0, 1])
    apart = redraw(strata, 200, np.random.default_rng(1))
    mixed = redraw(strata.together(), 200, np.random.default_rng(1))
    assert apart.per_group(apart.events[0]).tolist() == [10] * 200
    assert mixed.per_group(mixed.events[0]).std() > 2


def test_with_late_entries_the_events_are_redrawn_among_those_at_risk() -> None:
    late = Risk.make(
        [2, 4, 6, 9, 20], [[6, 0, 7, 5, 0], [1, 0, 3, 0, 0]], [0, 0, 4, 2, 40], entered=[0, 20, 0, 0, 0]
    )
    drawn = incidences(redraw(late, 5000, np.random.default_rng(1)), 0, 10).value
    whole = incidences(late, 0, 10)
    assert drawn.mean() == pytest.approx(whole.value[0], abs=0.005)
    assert drawn.std() == pytest.approx(whole.error[0], rel=0.05)


def test_medians_are_compared_in_days_and_unreached_ends_stay_open() -> None:
    slow = Risk.make([10, 12, 14, 40], [5, 6, 4, 0], [0, 0, 0, 10])
    fast = Risk.make([2, 4, 6], [6, 10, 4], [0, 0, 0])
    found = difference_of_times(slow, fast, per_day=2)
    assert found is not None
    assert found.value == (14 - 4) / 2
    assert found.low is not None
    assert found.low > 0
    assert found.high is None  # in more than 2.5 % of the draws less than half of the slow ones leave
    assert found.is_reliable
    assert difference_of_times(fast, Risk.make([9], [0], [5])) is None


def test_square_and_add_is_newcombes_for_wilson_intervals() -> None:
    one, other = (
        Estimate(rate.trials, rate.value, rate.low, rate.high) for rate in (wilson(56, 70), wilson(48, 80))
    )
    found, published = mover(one, other), newcombe(wilson(56, 70), wilson(48, 80))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(published)
    assert mover(one, Estimate(0, None)) is None


def test_a_difference_of_curves_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    companies, deals, horizon, chances = 200, 120, 30, (0.3, 0.2)
    covered = 0
    for _ in range(companies):
        tables = []
        for chance in chances:
            leaves, seen = rng.geometric(0.06, deals) - 1, rng.integers(5, 60, deals)
            won, ended = rng.random(deals) < chance, leaves < seen
            tables.append(Risk.make(np.minimum(leaves, seen), [ended & won, ended & ~won], ~ended))
        found = difference(tables[0], tables[1], 0, horizon, draws=300)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= (chances[0] - chances[1]) * (1 - 0.94**horizon) <= found.high
    assert 0.92 <= covered / companies <= 0.97


def test_a_ratio_of_sums_over_many_deals_has_the_spread_of_the_delta_method() -> None:
    rng = np.random.default_rng(3)
    below = rng.lognormal(4, 0.7, 30_000)
    above = np.where(rng.random(30_000) < 0.2, below, 0.0)
    found = ratio_of_sums(above, below)
    assert found.value is not None
    error = np.sqrt(((above - found.value * below) ** 2).sum()) / below.sum()
    assert found.low == pytest.approx(found.value - 1.96 * error, abs=0.15 * error * 2)
    assert found.high == pytest.approx(found.value + 1.96 * error, abs=0.15 * error * 2)
    mixed = rng.permutation(30_000)
    assert ratio_of_sums(above[mixed], below[mixed]) == found
    assert ratio_of_sums([0], [0]) == Estimate(1, None, doubts=("small_sample",))
    assert ratio_of_sums([], []) == Estimate(0, None)


def test_blocks_of_deals_keep_every_deal() -> None:
    drawn = redraw_sums(np.ones((12_345, 1)), 10, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(12_345, rel=0.001)
