"""Curves against exact fractions, and the laws that any table must obey."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.deals import Deal, from_the_beginning, some_late, table
from voronka.stats.curves import aalen_johansen, kaplan_meier
from voronka.stats.risk import Risk
from voronka.stats.times import quantiles, times, times_by_group

Curve = dict[int, tuple[Fraction, Fraction, Fraction]]


def by_hand(deals: Sequence[Deal]) -> Curve:
    """After each age: S, F_1, F_2, counting single deals with exact fractions."""
    still, shares, curve = Fraction(1), [Fraction(0), Fraction(0)], {}
    for age in sorted({stop for _, stop, _ in deals} | {start for start, _, _ in deals if start >= 0}):
        at_risk = sum(start < age <= stop for start, stop, _ in deals)
        left = [sum(stop == age and way == cause for _, stop, way in deals) for cause in (1, 2)]
        if at_risk:
            shares = [share + still * count / at_risk for share, count in zip(shares, left, strict=True)]
            still *= 1 - Fraction(sum(left), at_risk)
        curve[age] = (still, shares[0], shares[1])
    return curve


@given(some_late)
def test_curves_are_those_of_exact_fractions(deals: list[Deal]) -> None:
    expected, curve = by_hand(deals), aalen_johansen(table(deals))
    assert curve.risk.age.tolist() == list(expected)
    for row, numbers in enumerate(expected.values()):
        assert [curve.still[row], *curve.share[:, row]] == pytest.approx(
            [float(n) for n in numbers], abs=1e-12
        )


@given(some_late)
def test_all_shares_add_up_and_stay_between_0_and_1(deals: list[Deal]) -> None:
    curve = aalen_johansen(table(deals))
    assert curve.share.sum(axis=0) + curve.still == pytest.approx(1.0)
    assert np.all((curve.share >= 0) & (curve.share <= 1))
    assert np.all(np.diff(curve.share, axis=1) >= 0)
    assert np.all(np.diff(curve.still) <= 0)
    inside = ~np.isnan(curve.low)
    assert np.all(curve.low[inside] <= curve.share[inside])
    assert np.all(curve.share[inside] <= curve.high[inside])
    assert np.all((curve.low[inside] >= 0) & (curve.high[inside] <= 1))


@given(some_late, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(deals: list[Deal], random: object) -> None:
    mixed = list(deals)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = aalen_johansen(table(deals)), aalen_johansen(table(mixed))
    assert one.share.tolist() == other.share.tolist()
    assert one.error.tolist() == other.error.tolist()


@given(st.lists(some_late, min_size=1, max_size=5))
def test_many_groups_at_once_are_each_alone(groups: list[list[Deal]]) -> None:
    codes = [code for code, deals in enumerate(groups) for _ in deals]
    risk = table([deal for deals in groups for deal in deals], codes, len(groups))
    curve, still = aalen_johansen(risk), kaplan_meier(risk)
    for code, deals in enumerate(groups):
        mine, alone, s = risk.group == code, aalen_johansen(table(deals)), kaplan_meier(table(deals))
        assert curve.share[:, mine] == pytest.approx(alone.share, abs=1e-14)
        assert curve.error[:, mine] == pytest.approx(alone.error, abs=1e-14)
        assert still.low[mine] == pytest.approx(s.low, nan_ok=True, abs=1e-12)
        assert aalen_johansen(risk.of(code)).share.tolist() == alone.share.tolist()
        assert times_by_group(risk)[code] == times(table(deals))


@given(from_the_beginning)
def test_with_nobody_censored_the_variance_is_that_of_a_plain_share(deals: list[Deal]) -> None:
    closed = [(start, stop, way or 1) for start, stop, way in deals]
    curve = aalen_johansen(table(closed))
    assert curve.error**2 == pytest.approx(curve.share * (1 - curve.share) / max(1, len(closed)), abs=1e-14)


@given(some_late, st.integers(0, 14))
def test_a_table_until_a_horizon_knows_all_that_came_before(deals: list[Deal], horizon: int) -> None:
    whole, until = table(deals), table(deals).until(horizon)
    early, known = whole.age < horizon, until.age < horizon
    assert aalen_johansen(until).share[:, known].tolist() == aalen_johansen(whole).share[:, early].tolist()
    assert until.at_risk[known].tolist() == whole.at_risk[early].tolist()
    assert not until.events[:, ~known].any()


@given(some_late, st.integers(0, 14))
def test_the_chance_given_an_age_is_the_ratio_of_survivals(deals: list[Deal], age: int) -> None:
    curve = kaplan_meier(table(deals))
    before = np.append(1.0, curve.still)[int((curve.risk.age < age).sum())]
    later = kaplan_meier(table(deals).since(age)).still
    assert before * later == pytest.approx(curve.still[curve.risk.age >= age], abs=1e-12)


def test_late_entries_join_after_the_events_of_their_age() -> None:
    # One from the beginning; one joins at 2; one leaves at 2 and one at 5: at age 2 only the first is at risk.
    risk = Risk.make([2, 5], [1, 1], [0, 0], entered=[1, 0])
    assert risk.at_risk.tolist() == [1, 1]
    with pytest.raises(ValueError, match="more deals left"):
        Risk.make([2, 2], [1, 1], [0, 0], entered=[1, 1])


@pytest.mark.parametrize(
    ("age", "events", "censored", "group", "why"),
    [
        ([-1], [1], [0], [0], "negative"),
        ([1], [-1], [0], [0], "negative"),
        ([1.5], [1], [0], [0], "whole"),
        ([1], [1], [0], [3], "outside"),
    ],
)
def test_what_cannot_be_is_refused(
    age: list[float], events: list[int], censored: list[int], group: list[int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Risk.make(age, events, censored, group=group, groups=1)


def test_nothing_one_and_nobody_left() -> None:
    empty = Risk.make([], [[], []], [])
    assert aalen_johansen(empty).share.shape == (2, 0)
    assert times(empty).to_dict() == {
        "n": 0, "open": 0, "median_days": None, "p75_days": None, "p90_days": None, "low": None, "high": None,
    }  # fmt: skip
    one = times(Risk.make([24], [1], [0]), per_day=24)
    assert (one.n, one.open, one.median_days, one.low, one.high, one.doubts) == (
        1,
        0,
        1.0,
        None,
        None,
        ("small_sample",),
    )
    open_ = times(Risk.make([24], [0], [1]))
    assert (open_.open, open_.median_days, open_.doubts) == (1, None, ("small_sample", "unfinished_cohort"))


@given(st.lists(from_the_beginning, min_size=1, max_size=4))
def test_a_quantile_lies_within_its_limits(groups: list[list[Deal]]) -> None:
    codes = [code for code, deals in enumerate(groups) for _ in deals]
    found = quantiles(table([deal for deals in groups for deal in deals], codes, len(groups)))
    known = ~np.isnan(found.age) & ~np.isnan(found.low)
    assert np.all(found.low[known] <= found.age[known])
    known = ~np.isnan(found.high)
    assert np.all(found.age[known] <= found.high[known])


def test_the_limits_of_a_median_and_of_a_curve_cover_the_truth_as_often_as_they_say() -> None:
    # 3,000 companies of 120 deals that leave at a rate of 2 % a day, each seen for 10 to 119 days.
    rng = np.random.default_rng(1)
    companies, deals, age = 3000, 120, 30
    leaves, seen = rng.geometric(0.02, (companies, deals)) - 1, rng.integers(10, 120, (companies, deals))
    ended = leaves < seen
    risk = Risk.make(
        np.minimum(leaves, seen).ravel(),
        ended.ravel(),
        (~ended).ravel(),
        group=np.repeat(np.arange(companies), deals),
    )
    found, median = quantiles(risk), 34  # 0.98^35 is the first power below 1/2
    high = np.where(np.isnan(found.high[0]), np.inf, found.high[0])
    assert 0.935 <= np.mean((found.low[0] <= median) & (median <= high)) <= 0.975
    curve = kaplan_meier(risk)
    last = np.searchsorted(risk.group * 1000 + risk.age, np.arange(companies) * 1000 + age, side="right") - 1
    covered = (curve.low[last] <= 0.98 ** (age + 1)) & (0.98 ** (age + 1) <= curve.high[last])
    assert 0.935 <= np.mean(covered) <= 0.965
