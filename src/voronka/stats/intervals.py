"""Intervals of shares, of their differences and of rates in time."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.model.rate import Rate
from voronka.stats.beta import beta_quantile, gamma_quantile

#: Two-sided 95 % point of the normal distribution.
Z = 1.959963984540054


def wilson(hits: int, trials: int, z: float = Z) -> Rate:
    """A rate with Wilson's score interval; no interval for 0 of 0.

    Wilson (1927), JASA 22, 209-212.

    >>> rate = wilson(842, 1248)
    >>> round(rate.low, 4), round(rate.high, 4)
    (0.6482, 0.7001)
    >>> wilson(0, 0)
    Rate(hits=0, trials=0, low=None, high=None)
    """
    if trials == 0:
        return Rate(hits, 0)
    share = hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # At both ends the interval touches the share exactly; rounding must not push it past.
    return Rate(
        hits,
        trials,
        min(share, max(0.0, (middle - spread) / scale)),
        max(share, min(1.0, (middle + spread) / scale)),
    )


def wilson_bounds(
    hits: npt.ArrayLike, trials: npt.ArrayLike, z: float = Z
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Wilson's interval of many shares at once: the lower and the upper ends, NaN for 0 of 0.

    >>> low, high = wilson_bounds([842, 0], [1248, 0])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.6482, nan], [0.7001, nan])
    """
    counts = np.asarray(trials, dtype=np.float64)
    n = np.where(counts > 0, counts, np.nan)
    share = np.asarray(hits) / n
    middle = share + z * z / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return np.minimum(share, np.maximum(0.0, low)), np.maximum(share, np.minimum(1.0, high))


def clopper_pearson(hits: int, trials: int, level: float = 0.95) -> Rate:
    """A rate with the exact interval, which never covers too seldom; for hard edges such as 0 of n. No interval for 0 of 0.

    Clopper and Pearson (1934), Biometrika 26, 404-413.

    >>> rate = clopper_pearson(0, 20)
    >>> rate.low, round(rate.high, 4)
    (0.0, 0.1684)
    """
    if trials == 0:
        return Rate(hits, 0)
    tail = (1 - level) / 2
    low = float(beta_quantile(tail, hits, trials - hits + 1)) if hits else 0.0
    high = float(beta_quantile(1 - tail, hits + 1, trials - hits)) if hits < trials else 1.0
    return Rate(hits, trials, low, high)


def poisson_rate(count: int, exposure: float, level: float = 0.95) -> Estimate:
    """`count` events per unit of `exposure` (days, deals) with the exact interval; no data where the exposure is 0.

    Garwood (1936), Biometrika 28, 437-442.

    >>> rate = poisson_rate(4, exposure=2)
    >>> rate.value, round(rate.low, 4), round(rate.high, 4)
    (2.0, 0.5449, 5.1208)
    """
    if exposure <= 0:
        return Estimate(count, None)
    tail = (1 - level) / 2
    low = float(gamma_quantile(tail, count)) if count else 0.0
    return Estimate(
        count, count / exposure, low / exposure, float(gamma_quantile(1 - tail, count + 1)) / exposure
    )


def newcombe(one: Rate, other: Rate) -> tuple[float, float, float] | None:
    """The difference of two independent rates, `one` - `other`, and its 95 % interval; None where either has no data.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10 (hybrid score).

    >>> difference, low, high = newcombe(wilson(56, 70), wilson(48, 80))
    >>> round(difference, 4), round(low, 4), round(high, 4)
    (0.2, 0.0524, 0.3339)
    """
    if one.value is None or other.value is None:
        return None
    low_one, high_one = one.low or 0.0, 1.0 if one.high is None else one.high
    low_other, high_other = other.low or 0.0, 1.0 if other.high is None else other.high
    difference = one.value - other.value
    down = sqrt((one.value - low_one) ** 2 + (high_other - other.value) ** 2)
    up = sqrt((high_one - one.value) ** 2 + (other.value - low_other) ** 2)
    return difference, difference - down, difference + up


def square_and_add(one: Estimate, other: Estimate) -> tuple[float | None, float | None, float | None]:
    """The difference `one` - `other` of independent estimates and its interval from theirs; None where it cannot be said.

    Zou and Donner (2008), Statistics in Medicine 27, 1693-1702: for two Wilson intervals it is Newcombe's.

    >>> one, other = Estimate(70, 0.8, 0.6921, 0.8770), Estimate(80, 0.6, 0.4905, 0.7004)
    >>> [round(number, 3) for number in square_and_add(one, other)]
    [0.2, 0.053, 0.334]
    """
    if one.value is None or other.value is None:
        return None, None, None
    difference = one.value - other.value
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return difference, None, None
    down = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    up = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return difference, difference - down, difference + up
