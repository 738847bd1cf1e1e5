"""Stays against a known study and plain loops."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naive_figures import stay_quantile
from voronka.stats.curves import kaplan_meier
from voronka.stats.risk import Risk
from voronka.stats.survival import weighted_median
from voronka.stats.times import quantiles

stays = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60)


def risk_of(stays: list[tuple[int, bool]]) -> Risk:
    return Risk.make(
        [hours for hours, _ in stays], [ended for _, ended in stays], [not ended for _, ended in stays]
    )


def reached(stays: list[tuple[int, bool]]) -> list[int | None]:
    """The median and the P90."""
    return [None if np.isnan(age) else int(age) for age in quantiles(risk_of(stays), (0.5, 0.9)).age[:, 0]]


def test_kaplan_meier_is_the_published_one() -> None:
    # Freireich et al. (1963), Blood 21, 699-716, 6-MP arm; S from R: survfit(Surv(time, status) ~ 1) of the package survival.
    relapse = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = kaplan_meier(risk_of([(week, True) for week in relapse] + [(week, False) for week in censored]))
    curve = dict(zip(found.risk.age.tolist(), found.still.tolist(), strict=True))
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {week: curve[week] for week in expected} == {
        week: pytest.approx(s, abs=5e-4) for week, s in expected.items()
    }


def test_the_median_of_half_and_half_is_the_age_where_half_has_gone() -> None:
    assert reached([(1, True), (2, True), (3, False), (3, False)]) == [2, None]


@given(stays)
def test_quantiles_are_those_of_exact_fractions(stays: list[tuple[int, bool]]) -> None:
    assert reached(stays) == [
        stay_quantile(stays, Fraction(1, 2)),
        stay_quantile(stays, Fraction(9, 10)),
    ]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 4)), min_size=1))
def test_the_weighted_median_is_the_median_of_all(pairs: list[tuple[int, int]]) -> None:
    values, counts = np.array(pairs, dtype=np.int64).T
    assert weighted_median(values, counts) == float(np.median(np.repeat(values, counts)))
