"""Intervals against published and independently computed numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voronka.model.rate import Rate
from voronka.stats.intervals import newcombe, wilson


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
