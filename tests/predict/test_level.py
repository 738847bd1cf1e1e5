from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import pytest

from voronka.predict import level
from voronka.predict.level import DRIFTS, GROWTHS, JUMP, JUMPS, NOISES, WEEKS_A_YEAR, follow


def plain(counts: list[int], exposure: list[float], at: list[float]) -> np.ndarray:
    """The same distribution by loops over models, weeks and points."""
    n = len(at)
    found = np.zeros((len(DRIFTS), len(NOISES), len(GROWTHS), n))
    for d, (drift, jump) in enumerate(zip(DRIFTS, JUMPS, strict=True)):
        kernel = level._kernel(np.array(at), drift, jump)
        for s, noise in enumerate(NOISES):
            for g, growth in enumerate(GROWTHS):
                joint = [exp(-0.5 * (growth / 0.2) ** 2) / n] * n
                for week, (count, size) in enumerate(zip(counts, exposure, strict=True)):
                    if week:
                        joint = [sum(joint[i] * kernel[i, j] for i in range(n)) for j in range(n)]
                    year = (week - (len(counts) - 1) / 2) / WEEKS_A_YEAR
                    for j in range(n):
                        mean, form = size * exp(at[j] + growth * year), 1 / noise
                        said = lgamma(count + form) - lgamma(form) - lgamma(count + 1)
                        said += form * log(form / (form + mean)) + count * log(mean / (form + mean))
                        joint[j] *= exp(said)
                found[d, s, g] = joint
    return found / found.sum()


def test_the_distribution_is_that_of_plain_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level, "_POINTS", 9)
    counts, exposure = [4, 0, 7, 30], [7.0, 2.0, 7.0, 7.0]
    found = follow(np.array(counts), np.array(exposure))
    assert found.chance == pytest.approx(plain(counts, exposure, found.at.tolist()), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("drift", [0.003, 0.05, 0.12])
def test_a_week_moves_the_level_by_its_drift_and_now_and_then_by_a_jump(drift: float) -> None:
    at = np.linspace(-4, 4, 321)
    kernel = level._kernel(at, drift, 0.01)
    assert kernel.sum(axis=1) == pytest.approx(np.ones(321))
    middle = kernel[160]
    # 0.01 of a wide normal distribution beside it
    assert middle @ at**2 == pytest.approx(0.99 * drift**2 + 0.01 * JUMP**2, rel=0.02)


def test_draws_start_at_the_level_and_keep_it_on_average() -> None:
    rng = np.random.default_rng(1)
    found = follow(rng.poisson(70, 100), np.full(100, 7.0))
    levels, noise = found.draw(np.random.default_rng(2), 13, 20_000)
    assert found.mean() == pytest.approx(10, rel=0.1)
    assert levels[:, 0].mean() == pytest.approx(found.mean(), rel=0.02)
    assert levels[:, 12].mean() == pytest.approx(levels[:, 0].mean(), rel=0.05)
    assert np.median(levels[:, 12]) == pytest.approx(np.median(levels[:, 0]), rel=0.03)
    assert noise.mean() == pytest.approx(1.0, abs=0.01)
