"""Shares within a horizon: worked out by hand, at the edges, and covering the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.deals import Deal, from_the_beginning, some_late, table
from voronka.model.estimate import Estimate
from voronka.stats.incidence import incidence, incidences, shares
from voronka.stats.intervals import clopper_pearson, wilson
from voronka.stats.risk import Risk


def test_a_share_worked_out_by_hand() -> None:
    # Ten deals: at age 1 two won, then one last seen; at age 2 one lost; at age 3 three won; three go on.
    risk = Risk.make([1, 2, 3, 4], [[2, 0, 3, 0], [0, 1, 0, 0]], [1, 0, 0, 3])
    # F(4) = 2/10 + 8/10 · 6/7 · 3/6 = 19/35.
    found = incidence(risk, cause=0, horizon=4)
    assert found.value == pytest.approx(19 / 35)
    assert found.n == 10
    assert found.doubts == ("small_sample",)
    # Before the first censoring it is the plain share with Wilson's interval.
    plain = wilson(0, 10)
    assert incidence(risk, 0, 1) == Estimate(10, 0.0, plain.low, plain.high, ("small_sample",))


def test_an_event_in_the_unit_of_the_horizon_came_too_late() -> None:
    risk = Risk.make([5, 6], [[3, 4]], [0, 33])
    assert incidence(risk, 0, 5).value == 0
    assert incidence(risk, 0, 6).value == 3 / 40
    assert incidence(risk, 0, 5.5).value == 3 / 40


def test_none_and_all_of_the_censored_have_exact_limits_on_those_followed_throughout() -> None:
    risk = Risk.make([1, 5], [[0, 0], [4, 0]], [10, 36])
    found = incidence(risk, 0, 4)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(clopper_pearson(0, 40).high)
    every = incidence(Risk.make([1, 5], [[0, 40]], [10, 0]), 0, 9)
    assert (every.value, every.high) == (1.0, 1.0)
    assert every.low == pytest.approx(clopper_pearson(40, 40).low)


def test_where_the_history_ends_before_the_horizon_nothing_or_little_is_said() -> None:
    young = Risk.make([3, 20], [[4, 0]], [0, 96])
    assert incidence(young, 0, 20).value == 0.04
    assert incidence(young, 0, 30) == Estimate(100, None, None, None, ("unfinished_cohort",))
    nearly = Risk.make([3, 20], [[80, 0]], [0, 20])
    found = incidence(nearly, 0, 30)
    assert found.value == pytest.approx(0.8)
    assert found.high == 1.0
    assert found.doubts == ("unfinished_cohort",)


def test_an_unfinished_cohort_is_named_even_where_the_curve_is_known() -> None:
    risk = Risk.make([1, 2, 40], [[0, 10, 0]], [60, 0, 30])
    assert incidence(risk, 0, 30).doubts == ("unfinished_cohort",)
    [doubt] = incidences(risk, 0, 30).doubts()
    assert doubt.share == pytest.approx(0.6)  # type: ignore[union-attr]


def test_deals_first_seen_after_the_horizon_are_not_counted() -> None:
    risk = Risk.make([2, 5, 8, 12], [[5, 0, 0, 1]], [0, 0, 35, 0], entered=[0, 0, 1, 0])
    assert incidence(risk, 0, 6).n == 40
    assert incidence(risk, 0, 6).value == 5 / 40


def test_no_deals_are_no_data() -> None:
    empty = Risk.make([], [[], []], [])
    assert incidence(empty, 0, 10) == Estimate(0, None)
    assert incidences(Risk.make([], [[]], [], groups=0), 0, 10).estimates() == []
    two = incidences(Risk.make([1], [[1]], [0], group=[1], groups=3), 0, 10).estimates()
    assert [(found.n, found.value) for found in two] == [(0, None), (1, 1.0), (0, None)]


@given(some_late, st.integers(0, 14), st.integers(0, 1))
def test_every_share_stands_within_its_limits(deals: list[Deal], horizon: int, cause: int) -> None:
    found = incidence(table(deals), cause, horizon)
    if found.value is not None:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value + 1e-12
        assert found.value <= found.high + 1e-12
        assert found.high <= 1
        assert shares(table(deals), cause, horizon)[0] == pytest.approx(found.value, abs=1e-12)


@given(from_the_beginning, from_the_beginning, st.integers(0, 14))
def test_groups_are_each_alone(one: list[Deal], other: list[Deal], horizon: int) -> None:
    risk = table([*one, *other], [0] * len(one) + [1] * len(other), 2)
    found = incidences(risk, 1, horizon).estimates()
    for mine, alone in zip(
        found, (incidence(table(deals), 1, horizon) for deals in (one, other)), strict=True
    ):
        assert (mine.n, mine.doubts) == (alone.n, alone.doubts)
        for number in ("value", "low", "high"):
            assert getattr(mine, number) == pytest.approx(getattr(alone, number), abs=1e-12)


@pytest.mark.parametrize("chance", [0.08, 0.15, 0.5])
def test_intervals_under_censoring_cover_the_truth_as_often_as_they_say(chance: float) -> None:
    # 4,000 companies of 200 deals: won or lost after a geometric time, seen for an even time of up to 80 days.
    rng = np.random.default_rng(1)
    companies, deals, horizon = 4000, 200, 40
    shape = (companies, deals)
    leaves, seen, won = rng.geometric(0.05, shape) - 1, rng.integers(5, 80, shape), rng.random(shape) < chance
    ended = leaves < seen
    risk = Risk.make(
        np.minimum(leaves, seen).ravel(),
        [(ended & won).ravel(), (ended & ~won).ravel()],
        (~ended).ravel(),
        group=np.repeat(np.arange(companies), deals),
        groups=companies,
    )
    truth = chance * (1 - 0.95**horizon)
    found = incidences(risk, 0, horizon)
    covered = np.mean((found.low <= truth) & (truth <= found.high))
    assert np.mean(found.value) == pytest.approx(truth, abs=0.002)
    assert 0.935 <= covered <= 0.965
