"""Means of amounts against single values and an area worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voronka.stats.means import mean, restricted_mean, total, trimmed_mean
from voronka.stats.risk import Risk

GOLDEN = json.loads((Path(__file__).parent / "golden" / "python.json").read_text())


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
