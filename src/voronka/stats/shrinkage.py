"""Many groups, some of them small: each estimate is drawn towards the others by as much as chance explains (empirical Bayes)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.stats.hyper import draw_means, draw_rates
from voronka.stats.prior import ALIKE, fit_beta
from voronka.stats.redraw import generator
from voronka.stats.risk import Floats


@dataclass(frozen=True, eq=False)
class Shrunken:
    """What to believe of each group: posterior mean with its 95 % credible interval and the chance of being the best, each (groups,).

    `mean`: the centre all are drawn to. `weight`: by how much, (groups,): 1 leaves an estimate as it is, 0 puts it on the centre.
    """

    value: Floats
    low: Floats
    high: Floats
    best: Floats
    weight: Floats
    mean: float


def shrink_rates(hits: npt.ArrayLike, trials: npt.ArrayLike, seed: int | None = None) -> Shrunken:
    """Shares `hits` / `trials` of many groups, shrunken by a beta prior fitted to all of them by maximum likelihood; (groups,).

    Groups without trials get the prior. ValueError where no group has any. Skellam (1948), JRSS B 10, 257-261. The interval and `best` come from
    draws in which the prior is uncertain as well: with few groups, limits that take it as known cover the truth in 80 % of the cases.

    >>> found = shrink_rates([1, 10, 90], [2, 100, 200])
    >>> [round(float(share), 2) for share in found.value]
    [0.35, 0.11, 0.45]
    """
    won, tried = np.asarray(hits, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    mean, size = fit_beta(won, tried)
    weight = tried / (tried + size) if size < ALIKE else np.zeros_like(tried)
    own = np.divide(won, tried, out=np.full_like(won, mean), where=tried > 0)
    drawn = draw_rates(won, tried, generator(won, tried, seed=seed))
    return _shrunken(mean + weight * (own - mean), drawn, weight, mean)


def shrink_means(values: npt.ArrayLike, errors: npt.ArrayLike, seed: int | None = None) -> Shrunken:
    """Estimates with known standard errors (stays, adjusted effects), shrunken by a normal prior; (groups,). NaN values get the prior.

    Between-group variance by restricted maximum likelihood, as R's metafor; when it is 0 all are the mean.
    The interval and `best`, the chance to be the largest, come from draws in which mean and variance are uncertain.

    >>> shrink_means([1.0, 1.1, 0.9], [0.5, 0.5, 0.5]).value.round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    known = np.isfinite(np.asarray(values, dtype=np.float64)) & np.isfinite(
        np.asarray(errors, dtype=np.float64)
    )
    if not known.any():
        raise ValueError("no group has an estimate")
    y = np.where(known, values, 0.0)
    noise = np.where(known, np.asarray(errors, dtype=np.float64) ** 2, np.inf)
    between = _between(y[known], noise[known])
    precision = 1 / (noise + between)
    mean = float((precision * y).sum() / precision.sum())
    weight = between / (noise + between)
    value = mean + weight * (y - mean)
    drawn = draw_means(y, noise, generator(y, noise, seed=seed))
    return _shrunken(value, drawn, weight, mean)


def _shrunken(value: Floats, drawn: Floats, weight: Floats, mean: float) -> Shrunken:
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return Shrunken(value, np.minimum(low, value), np.maximum(high, value), _best(drawn), weight, mean)


def _between(y: Floats, noise: Floats) -> float:
    """The variance between groups by Fisher scoring on the restricted likelihood. Viechtbauer (2005), J. Educ. Behav. Stat. 30, 261-293."""
    if len(y) < 2:
        return 0.0
    between = max(0.0, float(y.var(ddof=1) - noise.mean()))
    for _ in range(500):
        w = 1 / (noise + between)
        total = w.sum()
        off = y - (w * y).sum() / total
        trace = total - (w**2).sum() / total
        square = (w**2).sum() - 2 * (w**3).sum() / total + ((w**2).sum() / total) ** 2
        new = max(0.0, between + float(((w * off) ** 2).sum() - trace) / float(square))
        if abs(new - between) <= 1e-14 * new:
            break
        between = new
    return between


def _best(drawn: Floats) -> Floats:
    """How often each column was the largest."""
    return np.bincount(drawn.argmax(axis=1), minlength=drawn.shape[1]) / len(drawn)
