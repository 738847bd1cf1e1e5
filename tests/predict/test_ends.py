"""Where a figure ends by its own past periods."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.predict.ends import level_ends, reach_of, share_ends, sum_ends


def test_a_sum_adds_to_its_fact_what_is_usual_in_the_time_left() -> None:
    """Half of the period is over with 10; usual is (4 × 20 + 10) / 4.5 = 20, so that 10 are to come."""
    ends = sum_ends(10, 0.5, [20, 20, 20, 20])
    assert ends is not None
    assert float(ends.mean()) == pytest.approx(20, abs=0.3)
    # counts vary as chance makes them though the past did not: 20 × 1.25 × 0.5
    assert float(ends.std()) == pytest.approx(np.sqrt(12.5), abs=0.2)
    assert reach_of(ends, 20, 1) == pytest.approx(0.5, abs=0.03)
    assert float(ends.min()) >= 10


def test_what_is_over_is_as_it_is() -> None:
    for ends in (sum_ends(7, 1.0, [1, 2, 3]), level_ends(7.0, 1.0, [1, 2, 3])):
        assert ends is not None
        assert set(ends.tolist()) == {7.0}


def test_too_few_periods_say_nothing() -> None:
    assert sum_ends(5, 0.5, [1, 2]) is None
    assert level_ends(5.0, 0.5, [1, 2]) is None
    assert share_ends(0, 0, 0.5, [(0, 0)]) is None


def test_a_share_keeps_what_it_has_and_draws_the_rest() -> None:
    """9 of 10 in half the time; of ten more as many as the past of 50 % and this 90 % let expect: (9 + 50 + ½) / (10 + 100 + 1) of ten."""
    ends = share_ends(9, 10, 0.5, [(50, 100), (50, 100)])
    assert ends is not None
    assert float(ends.mean()) == pytest.approx((9 + 10 * 59.5 / 111) / 20, abs=0.01)
    assert 0.45 <= ends.min() <= ends.max() <= 0.95


def test_less_may_be_better() -> None:
    ends = level_ends(None, 0.0, [10.0, 10.0, 10.0])
    assert ends is not None
    assert (reach_of(ends, 11, -1), reach_of(ends, 9, -1), reach_of(ends, 9, 1)) == (1.0, 0.0, 1.0)
