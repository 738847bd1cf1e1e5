"""Fair comparison: against loops that follow the formulas word by word."""

from __future__ import annotations

import numpy as np

from voronka.stats.discoveries import reliable
from voronka.stats.fair import fair
from voronka.stats.incidence import incidences
from voronka.stats.risk import Risk


def closed(won: list[int], lost: list[int]) -> Risk:
    return Risk.make([1] * len(won), [won, lost], [0] * len(won), group=np.arange(len(won)))


def test_a_group_without_a_win_is_not_thought_certain() -> None:
    found = fair(incidences(closed([0, 50], [10, 50]), 0, 2), np.ones(2))
    assert found.error[0] > 0.1
    assert found.shrunken[0] > 0


def test_one_group_has_nobody_to_be_compared_with() -> None:
    found = fair(incidences(closed([5], [5]), 0, 2), np.ones(1))
    assert np.isnan(found.gap[0])
    assert np.isnan(found.chance[0])
    assert found.best[0] == 1


def test_under_no_difference_few_are_called_different() -> None:
    """Of 200 teams of ten equal managers at most one in ten has anybody called different (5 % meant)."""
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(200):
        won = rng.binomial(200, 0.2, 10)
        found = fair(incidences(closed(won.tolist(), (200 - won).tolist()), 0, 2), np.ones(10))
        called += bool(reliable(found.chance).any())
    assert called <= 20
