"""Survival against a known study and plain loops."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naive_figures import stay_quantile
from voronka.stats.survival import kaplan_meier, quantiles, weighted_median

stays = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60)


def columns(stays: list[tuple[int, bool]]) -> list[np.ndarray]:
    return [
        np.array([hours for hours, _ in stays], dtype=np.int64),
        np.array([ended for _, ended in stays], dtype=np.int64),
        np.array([not ended for _, ended in stays], dtype=np.int64),
    ]


def test_kaplan_meier_is_the_published_one() -> None:
    # Freireich et al. (1963), Blood 21, 699-716, 6-MP arm; S from R: survfit(Surv(time, status) ~ 1) of the package survival.
    relapse = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    ages, still = kaplan_meier(
        *columns([(week, True) for week in relapse] + [(week, False) for week in censored])
    )
    curve = dict(zip(ages.tolist(), still.tolist(), strict=True))
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {week: curve[week] for week in expected} == {
        week: pytest.approx(s, abs=5e-4) for week, s in expected.items()
    }


def test_the_median_of_half_and_half_is_the_age_where_half_has_gone() -> None:
    assert quantiles(*columns([(1, True), (2, True), (3, False), (3, False)])) == [2, None]


@given(stays)
def test_quantiles_are_those_of_exact_fractions(stays: list[tuple[int, bool]]) -> None:
    assert quantiles(*columns(stays)) == [
        stay_quantile(stays, Fraction(1, 2)),
        stay_quantile(stays, Fraction(9, 10)),
    ]


@given(stays)
def test_counts_by_age_give_what_single_stays_give(stays: list[tuple[int, bool]]) -> None:
    ages, ended, going_on = columns(stays)
    distinct = np.unique(ages)
    grouped = [
        np.array([column[ages == age].sum() for age in distinct], dtype=np.int64)
        for column in (ended, going_on)
    ]
    assert quantiles(distinct, *grouped) == quantiles(ages, ended, going_on)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 4)), min_size=1))
def test_the_weighted_median_is_the_median_of_all(pairs: list[tuple[int, int]]) -> None:
    values, counts = np.array(pairs, dtype=np.int64).T
    assert weighted_median(values, counts) == float(np.median(np.repeat(values, counts)))
