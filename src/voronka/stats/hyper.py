"""How different groups really are is itself uncertain: draws of what to believe of each group that carry that doubt too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voronka.stats.gamma import log_gamma
from voronka.stats.prior import ALIKE
from voronka.stats.risk import Floats

DRAWS = 4000
_SPREADS, _MEANS = 40, 15
#: What is e^-8 times as likely as the best is left out.
_UNLIKELY = 8.0


def draw_rates(won: Floats, n: Floats, rng: np.random.Generator) -> Floats:
    """Draws of the true share of each group, (DRAWS, groups), given `won` of `n`, with a beta prior itself unknown.

    Flat in the prior's mean and in 1 / √size, as Gelman and others (2013), Bayesian Data Analysis, section 5.3, propose; summed over a grid.
    """

    def log_likelihood(spread: Floats, offset: float | Floats = 0.0) -> Floats:
        mean, size = _mean(won, n, spread, offset)
        return _beta_binomial(won, n, mean * size, (1 - mean) * size)

    spread = np.repeat(_likely(lambda x: log_likelihood(x), ALIKE**-0.5, 1.0), _MEANS)
    offset = np.tile(np.linspace(-4, 4, _MEANS), _SPREADS)
    mean, size = _mean(won, n, spread, offset)
    density = log_likelihood(spread, offset) + np.log(mean * (1 - mean)) + np.log(_mean_error(won, n, spread))
    pick = _pick(density, rng)
    a, b = (mean * size)[pick, None], ((1 - mean) * size)[pick, None]
    return rng.beta(a + won, b + n - won)


def draw_means(y: Floats, noise: Floats, rng: np.random.Generator) -> Floats:
    """Draws of the true value of each group, (DRAWS, groups), given estimates `y` with variances `noise` (∞: not known), flat in the prior's mean
    and standard deviation; section 5.4 of the same book.
    """
    known = np.isfinite(noise)
    if known.sum() < 2:
        return y[known] + np.sqrt(noise[known]) * rng.standard_normal((DRAWS, len(y)))

    def log_likelihood(spread: Floats) -> Floats:
        w = 1 / (noise[known] + spread[:, None] ** 2)
        off = y[known] - ((w * y[known]).sum(axis=1) / w.sum(axis=1))[:, None]
        return np.asarray((np.log(w).sum(axis=1) - np.log(w.sum(axis=1)) - (w * off**2).sum(axis=1)) / 2)

    top = 10 * float(y[known].std() + np.sqrt(noise[known].mean()))
    spread = _likely(log_likelihood, 1e-3 * top, top)
    spread = spread[_pick(log_likelihood(spread), rng)][:, None]
    w = 1 / (noise + spread**2)
    total = w.sum(axis=1)[:, None]
    mean = (w * y).sum(axis=1)[:, None] / total + rng.standard_normal((DRAWS, 1)) / np.sqrt(total)
    weight = spread**2 * w
    return np.asarray(
        mean + weight * (y - mean) + spread * np.sqrt(1 - weight) * rng.standard_normal((DRAWS, len(y)))
    )


def _likely(log_likelihood: Callable[[Floats], Floats], low: float, high: float) -> Floats:
    """Evenly spaced spreads over the part of [low, high] that is not unlikely."""
    coarse = np.geomspace(low, high, 64)
    heights = log_likelihood(coarse)
    near = np.flatnonzero(heights > heights.max() - _UNLIKELY)
    return np.linspace(coarse[max(near[0] - 1, 0)], coarse[min(near[-1] + 1, 63)], _SPREADS)


def _pick(density: Floats, rng: np.random.Generator) -> np.ndarray:
    chance = np.exp(density - density.max())
    return rng.choice(len(density), DRAWS, p=chance / chance.sum())


def _weights(n: Floats, spread: Floats) -> Floats:
    """How many independent deals each group is worth for the common mean: (spreads, groups)."""
    alike = 1 / (1 + spread[:, None] ** -2.0)
    return np.asarray(n / (1 + (n - 1).clip(min=0) * alike))


def _centre(won: Floats, n: Floats, spread: Floats) -> Floats:
    weights = _weights(n, spread)
    share = np.divide(won, n, out=np.zeros(len(n)), where=n > 0)
    return np.asarray(((weights * share).sum(axis=1) + 0.5) / (weights.sum(axis=1) + 1))


def _mean_error(won: Floats, n: Floats, spread: Floats) -> Floats:
    """The standard error of the prior's mean on the scale of log odds."""
    centre = _centre(won, n, spread)
    return np.asarray(1 / np.sqrt((_weights(n, spread).sum(axis=1) + 1) * centre * (1 - centre)))


def _mean(won: Floats, n: Floats, spread: Floats, offset: float | Floats) -> tuple[Floats, Floats]:
    centre = _centre(won, n, spread)
    odds = np.log(centre / (1 - centre)) + offset * _mean_error(won, n, spread)
    return 1 / (1 + np.exp(-odds)), spread**-2.0


def _beta_binomial(won: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    a, b = a[:, None], b[:, None]
    each = log_gamma(a + won) - log_gamma(a) + log_gamma(b + n - won) - log_gamma(b)
    return np.asarray((each - log_gamma(a + b + n) + log_gamma(a + b)).sum(axis=1))
