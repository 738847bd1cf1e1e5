from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voronka.model.rate import Rate
from voronka.predict.judge import bias, coverage, judge, mase, pinball, smape, wape, widening

LEVELS = (0.1, 0.5, 0.9)
#: Five months: what was foretold (P10, P50, P90) and what came.
FACT = [100.0, 0.0, 50.0, 200.0, 150.0]
SAID = [[80.0, 5.0, 30.0, 150.0, 160.0], [90.0, 10.0, 50.0, 180.0, 170.0], [110.0, 20.0, 60.0, 190.0, 190.0]]


def test_five_months_by_hand() -> None:
    found = judge(FACT, SAID[1], SAID, LEVELS)
    # errors 10, 10, 0, 20, 20 of 500 in all; said 500 in all
    assert found.wape == pytest.approx(0.12)
    assert found.bias == pytest.approx(0.0)
    # inside: the first and the third; widths 30 + 15 + 30 + 40 + 30
    assert (found.coverage.hits, found.coverage.trials) == (2, 5)
    assert found.width == pytest.approx(145 / 500)
    # P10: 2, 4.5, 2, 5, 9; P50: 5, 5, 0, 10, 10; P90: 1, 2, 1, 9, 4
    assert found.pinball == pytest.approx((22.5 + 30 + 17) / 15)


def test_too_much_promised_is_a_positive_bias() -> None:
    assert bias([100, 100], [130, 90]) == pytest.approx(0.1)


def test_nothing_foretold_and_nothing_sold_have_no_errors_in_shares() -> None:
    empty = judge([], [], np.zeros((3, 0)))
    assert (empty.wape, empty.bias, empty.pinball, empty.width) == (None,) * 4
    assert empty.coverage == Rate(0, 0)
    nothing = judge([0, 0], [1, 0], [[0, 0], [1, 0], [2, 0]])
    assert (nothing.wape, nothing.bias, nothing.width) == (None, None, None)
    assert nothing.coverage.hits == 2
    assert nothing.pinball == pytest.approx((0.5 + 0.2) / 6)
    assert smape([], []) is None
    assert mase([], [], [1, 2]) is None


def test_mase_needs_a_season_of_past_that_was_not_constant() -> None:
    assert mase([5], [4], past=[1, 2], season=2) is None
    assert mase([5], [4], past=[3, 3, 3], season=1) is None
    assert mase([5, 9], [4, 6], past=[1, 2, 5, 4], season=2) == pytest.approx(2 / 3)


def test_zero_of_zero_is_no_symmetric_error_and_all_of_nothing_is_200() -> None:
    assert smape([0, 10], [0, 0]) == pytest.approx(100.0)


positive = st.lists(st.floats(0, 1e6), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.data(), positive)
def test_all_errors_are_those_of_a_plain_loop(data: st.DataObject, fact: list[float]) -> None:
    rows = st.lists(st.floats(0, 1e6), min_size=len(fact), max_size=len(fact))
    low, said, high = (
        list(row)
        for row in zip(*map(sorted, zip(*(data.draw(rows) for _ in "abc"), strict=True)), strict=True)
    )
    total = sum(fact)
    if total:
        assert wape(fact, said) == pytest.approx(
            sum(abs(s - f) for s, f in zip(said, fact, strict=True)) / total
        )
        assert bias(fact, said) == pytest.approx(
            sum(s - f for s, f in zip(said, fact, strict=True)) / total, abs=1e-9
        )
    loss, inside = 0.0, 0
    for f, *ranges in zip(fact, low, said, high, strict=True):
        inside += ranges[0] <= f <= ranges[2]
        for level, q in zip(LEVELS, ranges, strict=True):
            loss += level * (f - q) if f >= q else (1 - level) * (q - f)
    assert pinball(fact, [low, said, high]) == pytest.approx(loss / 3 / len(fact))
    assert coverage(fact, low, high).hits == inside


def plain_widening(rows: list[tuple[float, float, float, float]]) -> float:
    """The factor as a loop over (fact, low, middle, high)."""
    apart = []
    for fact, low, middle, high in rows:
        half = high - middle if fact >= middle else middle - low
        apart.append(0.0 if fact == middle else abs(fact - middle) / half if half else float("inf"))
    if len(apart) <= 5:
        return 1.0
    place = min(len(apart) * 0.8 + 0.8, len(apart))
    ranked = [min(3.0, max(0.5, one)) for one in sorted(apart)]
    below, above = ranked[int(place) - 1], ranked[min(int(place), len(apart) - 1)]
    return (below + (place % 1) * (above - below)) ** (len(apart) / (len(apart) + 9))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 4), max_size=25))
def test_the_factor_is_that_of_a_plain_loop(drawn: list[tuple[int, ...]]) -> None:
    rows = [(float(fact), *map(float, sorted(rest))) for fact, *rest in drawn]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 4
    assert widening(*columns) == pytest.approx(plain_widening(rows))  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_handful_of_past_forecasts_changes_no_range(n: int) -> None:
    assert widening([100.0] * n, [9.0] * n, [10.0] * n, [11.0] * n) == 1.0


def test_ranges_without_length_that_missed_are_widened_as_far_as_allowed_and_perfect_ones_narrowed() -> None:
    assert widening([12.0] * 30, [10.0] * 30, [10.0] * 30, [10.0] * 30) == pytest.approx(3 ** (30 / 39))
    assert widening([10.0] * 30, [9.0] * 30, [10.0] * 30, [11.0] * 30) == pytest.approx(0.5 ** (30 / 39))


@pytest.mark.parametrize(
    ("claimed", "least", "most"), [(0.5, 0.66, 0.8), (1.0, 0.78, 0.87), (2.0, 0.84, 0.97)]
)
def test_corrected_ranges_hold_about_what_they_promise(claimed: float, least: float, most: float) -> None:
    """Ranges half as wide as they should be hold 48 %, those twice as wide 99 %; 24 past forecasts bring them to 70 and 93 %."""
    rng = np.random.default_rng(5)
    half, held = 1.2816 * claimed, []
    for _ in range(800):
        past = rng.standard_normal(24)
        factor = widening(past, np.full(24, -half), np.zeros(24), np.full(24, half))
        held.append(abs(rng.standard_normal()) <= half * factor)
    assert least <= np.mean(held) <= most
