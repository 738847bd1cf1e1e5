"""Intervals of shares and of their differences."""

from __future__ import annotations

from math import sqrt

from voronka.model.rate import Rate

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
