"""Change points: found where they are, and seldom where there are none."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.stats.changepoint import count_changes, rate_changes
from voronka.stats.nps import nps, nps_of_answers


def test_a_quiet_series_shows_a_change_in_about_one_of_twenty() -> None:
    rng = np.random.default_rng(1)
    trials = rng.integers(20, 120, 24)
    shares = [bool(rate_changes(rng.binomial(trials, 0.2), trials)) for _ in range(150)]
    assert 0.015 <= np.mean(shares) <= 0.095
    days = rng.integers(15, 24, 24)
    counts = [bool(count_changes(rng.poisson(1.5 * days), days)) for _ in range(150)]
    assert 0.015 <= np.mean(counts) <= 0.095


def test_a_change_is_found_where_it_is() -> None:
    rng = np.random.default_rng(2)
    truth = np.repeat([0.2, 0.32], [14, 10])
    at = [
        [change.at for change in rate_changes(rng.binomial(200, truth), np.full(24, 200))] for _ in range(40)
    ]
    assert np.mean([14 in found or 13 in found or 15 in found for found in at]) > 0.9
    [change] = rate_changes([20, 20, 20, 50, 50, 50], [100] * 6)
    assert (change.at, change.before, change.after) == (3, 0.2, 0.5)


def test_two_changes_come_in_order_with_the_levels_between_them() -> None:
    found = count_changes([10, 11, 9, 10, 40, 42, 38, 41, 12, 9, 10, 11])
    assert [change.at for change in found] == [4, 8]
    assert found[0].after == found[1].before == pytest.approx(161 / 4)


def test_working_days_are_no_change() -> None:
    assert count_changes([10, 10, 10, 20, 20, 20], exposure=[10, 10, 10, 20, 20, 20]) == []
    assert [change.at for change in count_changes([10, 10, 10, 40, 40, 40])] == [3]


@pytest.mark.parametrize("hits", [[], [1], [0, 0, 0, 0], [5, 5, 5, 5]])
def test_nothing_short_none_and_all_have_no_change(hits: list[int]) -> None:
    assert rate_changes(hits, [5] * len(hits)) == []


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="exceed"):
        rate_changes([2], [1])
    with pytest.raises(ValueError, match="exposure"):
        count_changes([1, 1], exposure=[1, 0])
    with pytest.raises(ValueError, match="0 to 10"):
        nps_of_answers([11], [1])


def test_the_score_is_promoters_less_detractors() -> None:
    found = nps_of_answers([10, 9, 8, 7, 6, 0], [3, 2, 1, 1, 2, 1])
    assert (found.n, found.value, found.doubts) == (10, 20.0, ("small_sample",))
    assert nps(0, 0, 0).value is None
    assert nps(5, 0, 0).high == 100


def test_the_score_covers_the_truth() -> None:
    rng = np.random.default_rng(3)
    for shares in ((0.6, 0.25, 0.15), (0.3, 0.3, 0.4)):
        found = [nps(*(int(count) for count in answers)) for answers in rng.multinomial(40, shares, 1500)]
        truth = 100 * (shares[0] - shares[2])
        covered = np.mean([(score.low or 0) <= truth <= (score.high or 0) for score in found])
        assert 0.92 <= covered <= 0.97
