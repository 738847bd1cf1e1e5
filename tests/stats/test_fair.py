"""Fair comparison: against loops that follow the formulas word by word."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from voronka.stats.fair import discovered, fair, shrink, true_variance
from voronka.stats.incidence import incidences
from voronka.stats.mix import expected_shares
from voronka.stats.risk import Risk


def closed(won: list[int], lost: list[int]) -> Risk:
    return Risk.make([1] * len(won), [won, lost], [0] * len(won), group=np.arange(len(won)))


def test_paule_and_mandel_solves_its_equation() -> None:
    value, error = np.array([0.1, 0.3, 0.2, 0.5, 0.15]), np.array([0.05, 0.04, 0.03, 0.08, 0.06])
    true = true_variance(value, error)
    weights = [1 / (e * e + true) for e in error]
    mean = sum(w * v for w, v in zip(weights, value, strict=True)) / sum(weights)
    assert sum(w * (v - mean) ** 2 for w, v in zip(weights, value, strict=True)) == pytest.approx(4)
    shrunken, _ = shrink(value, error, np.ones(5, dtype=bool))
    for v, e, s in zip(value, error, shrunken, strict=True):
        assert s == pytest.approx((v * true + mean * e * e) / (true + e * e))


def test_what_chance_explains_is_shrunk_to_one_value() -> None:
    shrunken, spread = shrink(np.array([0.20, 0.21]), np.array([0.1, 0.1]), np.ones(2, dtype=bool))
    assert shrunken == pytest.approx([0.205, 0.205])
    assert spread == pytest.approx([0.1 / np.sqrt(2)] * 2)


def test_benjamini_and_hochberg_by_their_own_words() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        p = rng.random(9) ** 3
        for level in (0.05, 0.2):
            order = sorted(p)
            largest = max([k for k in range(1, 10) if order[k - 1] <= k / 9 * level], default=0)
            rejected = set(order[:largest])
            assert {value for value, q in zip(p, discovered(p), strict=True) if q <= level} == rejected


def test_an_average_mix_is_one_and_traits_are_told_from_hands() -> None:
    """Log-odds made to add up exactly: hands and sources are found again, however they are mixed."""
    hands, sources = [-0.5, 0.0, 0.7], [-1.0, 0.3]
    rows = list(product(range(3), range(2)))
    deals = np.array([9000, 1000, 5000, 5000, 2000, 8000])
    share = np.array([1 / (1 + np.exp(-(hands[h] + sources[s]))) for h, s in rows])
    group, source = (np.array([row[i] for row in rows]) for i in range(2))
    hits = np.round(deals * share).astype(np.int64)
    found = expected_shares(group, [source], deals, hits, deals, 3)
    average = sum(hands[h] * n for (h, _), n in zip(rows, deals, strict=True)) / deals.sum()
    easy = [1 / (1 + np.exp(-(average + odds))) for odds in sources]
    own = [(deals[2 * h] * easy[0] + deals[2 * h + 1] * easy[1]) / 10_000 for h in range(3)]
    assert found == pytest.approx(np.array(own) / np.mean(own), abs=0.003)


def test_no_trait_or_no_win_is_an_average_mix() -> None:
    group, deals = np.array([0, 1]), np.array([10, 20])
    assert expected_shares(group, [], deals, np.array([5, 10]), deals, 2).tolist() == pytest.approx([1, 1])
    assert expected_shares(group, [group], deals, np.array([0, 0]), deals, 2).tolist() == [1, 1]


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
        called += bool((discovered(found.chance) < 0.05).any())
    assert called <= 20
