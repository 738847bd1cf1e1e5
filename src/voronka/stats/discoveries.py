"""Many comparisons at once: which differences are more than luck."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from voronka.stats.risk import Floats

#: Of the differences called reliable, at most this share may be luck.
FALSE = 0.05
_cdf = np.vectorize(NormalDist().cdf, otypes=[np.float64])


def adjusted(p_values: npt.ArrayLike) -> Floats:
    """Benjamini and Hochberg's adjusted p-values in the given order; NaN (nothing to compare) stays NaN and counts as no comparison.

    Benjamini and Hochberg (1995), JRSS B 57, 289-300.

    >>> adjusted([0.01, 0.04, 0.03, np.nan]).round(4).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    p = np.asarray(p_values, dtype=np.float64)
    found = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    found[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return found


def reliable(p_values: npt.ArrayLike, false: float = FALSE) -> npt.NDArray[np.bool_]:
    """Which differences hold when at most the share `false` of those named may be luck; none: "no reliable difference".

    >>> reliable([0.001, 0.04, 0.03, 0.5]).tolist()
    [True, False, False, False]
    """
    return np.asarray(adjusted(p_values) <= false)


def share_p_values(
    hits: npt.ArrayLike, trials: npt.ArrayLike, other_hits: npt.ArrayLike, other_trials: npt.ArrayLike
) -> Floats:
    """Two-sided p-value of equal shares, by the score test with the pooled share; arrays broadcast, NaN where either has no trials.

    >>> round(float(share_p_values(56, 70, 48, 80)), 4)
    0.008
    """
    one, n, other, m = (
        np.asarray(column, dtype=np.float64) for column in (hits, trials, other_hits, other_trials)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (one + other) / (n + m)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        z = np.where(error > 0, (one / n - other / m) / error, np.where((n > 0) & (m > 0), 0.0, np.nan))
    return two_sided(z)


def against_the_rest(hits: npt.ArrayLike, trials: npt.ArrayLike) -> Floats:
    """Two-sided p-value of each group's share against all the others taken together: (groups,).

    A group is not compared with a total it is part of: that would make every difference look smaller.

    >>> against_the_rest([50, 10, 40], [100, 100, 100]).round(5).tolist()
    [1e-05, 0.0, 0.08326]
    """
    won, tried = np.asarray(hits), np.asarray(trials)
    return share_p_values(won, tried, won.sum() - won, tried.sum() - tried)


def estimate_p_values(
    values: npt.ArrayLike, errors: npt.ArrayLike, others: npt.ArrayLike, other_errors: npt.ArrayLike
) -> Floats:
    """Two-sided p-value of equal estimates with known standard errors (Wald); arrays broadcast.

    >>> round(float(estimate_p_values(0.3, 0.03, 0.2, 0.04)), 4)
    0.0455
    """
    gap = np.asarray(values, dtype=np.float64) - np.asarray(others)
    error = np.hypot(errors, other_errors)
    with np.errstate(divide="ignore", invalid="ignore"):
        return two_sided(np.where(gap == 0, 0.0, gap / error))


def means_against_the_rest(values: npt.ArrayLike, errors: npt.ArrayLike) -> Floats:
    """Two-sided p-value of each estimate against the precision-weighted mean of the others: (groups,). NaN values and errors
    of 0, which no estimate has, take no part.

    >>> means_against_the_rest([1.0, 1.0, 3.0], [0.5, 0.5, 0.5]).round(4).tolist()
    [0.1025, 0.1025, 0.0011]
    """
    known = ~np.isnan(np.asarray(values, dtype=np.float64)) & (np.asarray(errors, dtype=np.float64) > 0)
    y, error = np.where(known, values, 0.0), np.where(known, errors, 1.0)
    weight = known / error**2
    rest = weight.sum() - weight
    rest = np.where(known & (rest > 0), rest, np.nan)
    others = ((weight * y).sum() - weight * y) / rest
    return estimate_p_values(y, error, others, 1 / np.sqrt(rest))


def two_sided(z: npt.ArrayLike) -> Floats:
    """The chance that a standard normal lies at least as far out as `z`.

    >>> round(float(two_sided(1.96)), 4)
    0.05
    """
    return np.asarray(2 * _cdf(-np.abs(np.asarray(z, dtype=np.float64))))
