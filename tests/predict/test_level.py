from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import pytest

from voronka.predict import level
from voronka.predict.level import DRIFTS, GROWTHS, JUMP, JUMPS, NOISES, WEEKS_A_YEAR, follow

#: A count, its exposure, how many weeks it is of, and how many weeks their middle lies after that of all.
Seen = tuple[int, float, int, float]


def plain(seen: list[Seen], at: list[float]) -> np.ndarray:
    """The same distribution by loops over models, counts and points."""
    n = len(at)
    found = np.zeros((len(DRIFTS), len(NOISES), len(GROWTHS), n))
    for d in range(len(DRIFTS)):
        kernels = {weeks: level._kernels(np.array(at), weeks)[d] for _, _, weeks, _ in seen}
        for s, noise in enumerate(NOISES):
            for g, growth in enumerate(GROWTHS):
                joint = [exp(-0.5 * (growth / 0.2) ** 2) / n] * n
                for number, (count, size, weeks, after) in enumerate(seen):
                    if number:
                        kernel = kernels[weeks]
                        joint = [sum(joint[i] * kernel[i, j] for i in range(n)) for j in range(n)]
                    for j in range(n):
                        mean, form = size * exp(at[j] + growth * after / WEEKS_A_YEAR), weeks / noise
                        said = lgamma(count + form) - lgamma(form) - lgamma(count + 1)
                        said += form * log(form / (form + mean)) + count * log(mean / (form + mean))
                        joint[j] *= exp(said)
                found[d, s, g] = joint
    return found / found.sum()


def test_the_distribution_is_that_of_plain_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level, "_POINTS", 9)
    counts, exposure = [4, 0, 7, 30], [7.0, 2.0, 7.0, 7.0]
    found = follow(np.array(counts), np.array(exposure))
    seen = [(4, 7.0, 1, -1.5), (0, 2.0, 1, -0.5), (7, 7.0, 1, 0.5), (30, 7.0, 1, 1.5)]
    assert found.chance == pytest.approx(plain(seen, found.at.tolist()), rel=1e-6, abs=1e-12)


def test_older_weeks_are_taken_four_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level, "_POINTS", 9)
    monkeypatch.setattr(level, "WEEKLY", 2)
    found = follow(np.array([4, 0, 7, 9, 5, 30]), np.array([7.0, 2.0, 7.0, 7.0, 7.0, 6.0]))
    seen = [(20, 23.0, 4, -1.0), (5, 7.0, 1, 1.5), (30, 6.0, 1, 2.5)]
    assert found.chance == pytest.approx(plain(seen, found.at.tolist()), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("weeks", [1, 4])
def test_a_week_moves_the_level_by_its_drift_and_now_and_then_by_a_jump(weeks: int) -> None:
    at = np.linspace(-4, 4, 321)
    for kernel, drift, jump in zip(level._kernels(at, weeks), DRIFTS, JUMPS, strict=True):
        assert kernel.sum(axis=1) == pytest.approx(np.ones(321))
        ever = 1 - (1 - jump) ** weeks
        # a wide normal distribution beside it now and then
        moved = (1 - ever) * weeks * drift**2 + ever * JUMP**2
        assert kernel[160] @ at**2 == pytest.approx(moved, rel=0.02)


def test_the_first_weeks_are_drawn_alike_however_many_follow() -> None:
    found = follow(np.array([4, 0, 7, 9, 5, 30]), np.full(6, 7.0))
    few, many = (found.draw(np.random.default_rng(3), weeks, 50) for weeks in (2, 9))
    for short, long in zip(few, many, strict=True):
        assert np.array_equal(short, long[:, :2])


def test_draws_start_at_the_level_and_keep_it_on_average() -> None:
    rng = np.random.default_rng(1)
    found = follow(rng.poisson(70, 100), np.full(100, 7.0))
    levels, noise = found.draw(np.random.default_rng(2), 13, 20_000)
    assert found.mean() == pytest.approx(10, rel=0.1)
    assert levels[:, 0].mean() == pytest.approx(found.mean(), rel=0.02)
    assert levels[:, 12].mean() == pytest.approx(levels[:, 0].mean(), rel=0.05)
    assert np.median(levels[:, 12]) == pytest.approx(np.median(levels[:, 0]), rel=0.03)
    assert noise.mean() == pytest.approx(1.0, abs=0.01)
