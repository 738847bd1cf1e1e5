"""Means of amounts against single values and an area worked out by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voronka.stats.beta import beta_quantile
from voronka.stats.means import MANY, mean, restricted_mean, student, total, trimmed_mean
from voronka.stats.risk import Risk

GOLDEN = json.loads((Path(__file__).parent / "golden" / "python.json").read_text())


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(1, 5)), min_size=1, max_size=20))
def test_counted_amounts_give_what_single_amounts_give(pairs: list[tuple[int, int]]) -> None:
    values, counts = np.array(pairs, dtype=np.int64).T
    every = np.repeat(values, counts)
    found = mean(values, counts)
    assert found.n == len(every)
    assert found.value == pytest.approx(every.mean())
    assert total(values, counts) == int(every.sum())
    assert trimmed_mean(values, counts, 0.0) == pytest.approx(every.mean())


def test_the_trimmed_mean_is_that_of_scipy() -> None:
    amounts, trimmed = GOLDEN["trimmed"]
    values, counts = np.unique(amounts, return_counts=True)
    assert trimmed_mean(values, counts, 0.1) == pytest.approx(trimmed, rel=1e-12)


def test_nothing_and_one() -> None:
    nothing = np.array([], dtype=np.int64)
    assert mean(nothing, nothing).value is None
    assert trimmed_mean(nothing, nothing) is None
    one = mean(np.array([7]), np.array([1]))
    assert (one.value, one.low, one.high, one.doubts) == (7.0, None, None, ("small_sample",))


def test_the_mean_time_is_the_area_under_the_curve() -> None:
    # Of four: one leaves in unit 0, one is last seen in unit 1, one leaves in unit 3, one goes on then. S: 1, 3/4 from 0.5, 3/8 from 3.5.
    risk = Risk.make([0, 1, 3], [[1, 0, 1]], [0, 1, 1])
    assert restricted_mean(risk) == pytest.approx(0.5 + 0.75 * 3)
    assert restricted_mean(Risk.make([], [[]], [])) is None


@pytest.mark.parametrize("freedom", [MANY + 1, 5_000, 20_000])
def test_the_expansion_of_students_t_is_its_quantile(freedom: int) -> None:
    x = float(beta_quantile(0.05, freedom / 2, 0.5))
    assert student(freedom) == pytest.approx(math.sqrt(freedom * (1 - x) / x), rel=1e-12)


def test_students_t_goes_on_where_the_expansion_begins() -> None:
    before, after = student(MANY), student(MANY + 1)
    assert 0 < before - after == pytest.approx(student(MANY - 1) - before, rel=1e-2)
