"""The beta prior of many shares, by maximum likelihood."""

from __future__ import annotations

import numpy as np

from voronka.stats.gamma import digamma, log_gamma, trigamma
from voronka.stats.risk import Floats

#: A prior worth more deals than this says that the groups do not differ.
ALIKE = 1e6
_ROUNDS = 200


def fit_beta(hits: Floats, trials: Floats) -> tuple[float, float]:
    """Mean and size (a + b) of the beta prior under which beta-binomial counts are most likely; size `ALIKE` where groups do not differ.

    They do not where their shares scatter no more than chance makes them (Tarone's score, 1979, Biometrika 66, 585-590, is not above 0).
    Started from the moments; damped Newton in log a and log b. Levenberg (1944), Quart. Appl. Math. 2, 164-168.
    ValueError where no group has been tried.

    >>> mean, size = fit_beta(np.array([0., 5., 10.]), np.array([10., 10., 10.]))
    >>> round(mean, 6), round(size, 4)
    (0.5, 0.368)
    """
    tried = trials > 0
    if not tried.any():
        raise ValueError("no group has been tried")
    won, n = hits[tried], trials[tried]
    pooled = float(won.sum() / n.sum())
    if pooled in (0.0, 1.0) or _scatter(won, n, pooled) <= 0:
        return pooled, ALIKE
    a, b = _newton(won, n, _moments(won, n, pooled))
    return a / (a + b), min(a + b, ALIKE)


def _scatter(won: Floats, n: Floats, pooled: float) -> float:
    """The slope of the likelihood where the groups begin to differ."""
    lost = n - won
    return float((won * (won - 1) / pooled + lost * (lost - 1) / (1 - pooled) - n * (n - 1)).sum())


def _moments(won: Floats, n: Floats, pooled: float) -> Floats:
    """log a and log b from the variance of the shares. Kleinman (1973), JASA 68, 46-54."""
    total = n.sum()
    between = (n * (won / n - pooled) ** 2).sum() / (pooled * (1 - pooled))
    spare = total - (n**2).sum() / total
    alike = (between - (len(n) - 1)) / max(spare - (len(n) - 1), 1e-9)
    size = 1 / np.clip(alike, 1e-4, 0.9) - 1
    return np.asarray(np.log(np.array([pooled, 1 - pooled]) * size))


def _newton(won: Floats, n: Floats, start: Floats) -> tuple[float, float]:
    at, damping = start, 1e-3
    height, slope, bend = _likelihood(won, n, at)
    for _ in range(_ROUNDS):
        # Where the likelihood is not bent downwards, the damping outweighs it.
        curved = -bend + (damping + max(0.0, float(np.linalg.eigvalsh(bend)[-1]) * 1.1)) * np.eye(2)
        step = np.clip(np.linalg.solve(curved, slope), -2, 2)
        new = np.clip(at + step, -20, np.log(ALIKE) + 1)
        found = _likelihood(won, n, new)
        if found[0] >= height:
            at, (height, slope, bend), damping = new, found, damping / 10
        else:
            damping = max(damping, 1e-9) * 10
        if np.abs(step).max() < 1e-11 or damping > 1e12:
            break
    return float(np.exp(at[0])), float(np.exp(at[1]))


def _likelihood(won: Floats, n: Floats, at: Floats) -> tuple[float, Floats, Floats]:
    """log likelihood, gradient (2,) and Hessian (2, 2) at (log a, log b)."""
    a, b = np.exp(at)
    log = (log_gamma(a + won) + log_gamma(b + n - won) - log_gamma(a + b + n)).sum()
    log -= len(n) * (log_gamma(np.array(a)) + log_gamma(np.array(b)) - log_gamma(np.array(a + b)))
    shared = (digamma(a + b + n) - digamma(a + b)).sum()
    slope = (
        np.array([(digamma(a + won) - digamma(a)).sum(), (digamma(b + n - won) - digamma(b)).sum()]) - shared
    )
    both = (trigamma(a + b) - trigamma(a + b + n)).sum()
    own = np.array([(trigamma(a + won) - trigamma(a)).sum(), (trigamma(b + n - won) - trigamma(b)).sum()])
    sides = np.array([a, b])
    bend = np.outer(sides, sides) * (np.diag(own) + both) + np.diag(sides * slope)
    return float(log), sides * slope, bend
