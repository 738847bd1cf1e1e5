"""The log-rank test against R and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.stats.discoveries import reliable
from voronka.stats.logrank import against_the_rest
from voronka.stats.risk import Risk

#: Remission in weeks of 42 children (Freireich et al. 1963), MASS::gehan: 6-mercaptopurine and placebo; 0 is censored.
TREATED = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]  # fmt: skip
PLACEBO = [(weeks, 1) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


def table(*groups: list[tuple[int, int]]) -> Risk:
    rows = [(age, ended, number) for number, group in enumerate(groups) for age, ended in group]
    age, ended, group = (np.array(column) for column in zip(*rows, strict=True))
    return Risk.make(age, ended, 1 - ended, group=group, groups=len(groups))


def test_as_r_says_it() -> None:
    """`library(survival); survdiff(Surv(time, cens) ~ treat, data = MASS::gehan)`: 9 and 21 observed, 19.3 and 10.7 expected, chisq 16.8."""
    found = against_the_rest(table(TREATED, PLACEBO))
    assert found.observed.tolist() == [9, 21]
    assert found.expected == pytest.approx([19.25, 10.75], abs=0.01)
    assert found.z**2 == pytest.approx([16.793, 16.793], abs=1e-3)
    assert found.z[0] < 0 < found.z[1]
    assert found.p_values == pytest.approx([4.17e-5, 4.17e-5], rel=0.01)


def test_three_groups_are_each_held_against_the_other_two() -> None:
    other = [(2, 1), (9, 1), (20, 0)]
    whole = against_the_rest(table(TREATED, PLACEBO, other))
    alone = against_the_rest(table(TREATED, PLACEBO + other))
    assert whole.z[0] == pytest.approx(alone.z[0])
    assert whole.observed.sum() == pytest.approx(whole.expected.sum())


def test_a_group_alone_has_nobody_to_be_compared_with() -> None:
    found = against_the_rest(table(TREATED))
    assert np.isnan(found.z[0])
    assert np.isnan(found.p_values[0])


def test_among_equals_it_seldom_names_anybody() -> None:
    """Four groups from one hat, a quarter of the stays censored: at most one company in twenty has a reliable difference."""
    named = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        age, ended = rng.integers(1, 60, 120), rng.random(120) < 0.75
        risk = Risk.make(
            age, ended.astype(int), (~ended).astype(int), group=rng.integers(0, 4, 120), groups=4
        )
        named += reliable(against_the_rest(risk).p_values).any()
    assert named / 300 <= 0.08
