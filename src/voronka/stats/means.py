"""Means of amounts from how often each occurs: exact, whatever the order they come in."""

from __future__ import annotations

from math import fsum, sqrt

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.stats.beta import beta_quantile
from voronka.stats.doubts import ENOUGH, SmallSample, codes
from voronka.stats.intervals import Z
from voronka.stats.risk import Risk

Counts = npt.NDArray[np.int64]

#: Share of the deals that a trimmed mean leaves out at each end.
TRIMMED = 0.05
#: Degrees of freedom from which the expansion of Student's t is exact to 14 digits, at a thousandth of the work.
MANY = 500


def mean(values: Counts, counts: Counts) -> Estimate:
    """The mean of `values` that occur `counts` times each, with Student's 95 % interval; below two values there is none.

    The lower end of amounts, which are never negative, is cut at zero. Student (1908), Biometrika 6, 1-25.

    >>> found = mean(np.array([100, 200, 600]), np.array([1, 1, 1]))
    >>> found.n, found.value, round(found.low), round(found.high)
    (3, 300.0, 0, 957)
    """
    n = int(counts.sum())
    if n == 0:
        return Estimate(0, None)
    middle = total(values, counts) / n
    doubts = codes([SmallSample(n)] if n < ENOUGH else [])
    if n == 1:
        return Estimate(1, middle, doubts=doubts)
    squares = fsum(((values - middle) ** 2 * counts).tolist())
    half = student(n - 1) * sqrt(squares / (n - 1) / n)
    low = middle - half
    return Estimate(n, middle, max(0.0, low) if values.min() >= 0 else low, middle + half, doubts)


def total(values: Counts, counts: Counts) -> int:
    """The sum, exact beyond 64 bits.

    >>> total(np.array([9_000_000_000_000_000_000]), np.array([2]))
    18000000000000000000
    """
    if len(values) and float(np.abs(values.astype(np.float64)).max()) * float(np.abs(counts).sum()) < 2**62:
        return int(values @ counts)
    return sum(value * count for value, count in zip(values.tolist(), counts.tolist(), strict=True))


def student(freedom: int) -> float:
    """The two-sided 95 % point of Student's t; for many degrees of freedom by Fisher's expansion around the normal's (Abramowitz and Stegun 26.7.5).

    >>> round(student(9), 6)  # R: qt(0.975, 9)
    2.262157
    """
    if freedom > MANY:
        steps = (
            (Z**3 + Z) / 4,
            (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96,
            (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384,
            (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92_160,
        )
        return Z + fsum(step / freedom**power for power, step in enumerate(steps, 1))
    x = float(beta_quantile(0.05, freedom / 2, 0.5))
    return sqrt(freedom * (1 - x) / x)


def trimmed_mean(values: Counts, counts: Counts, share: float = TRIMMED) -> float | None:
    """The mean without the lowest and the highest `share` of the values (whole values: floor of share x n at each end); None for nothing.

    >>> trimmed_mean(np.array([1, 5, 1000]), np.array([1, 18, 1]))
    5.0
    """
    n = int(counts.sum())
    if n == 0:
        return None
    cut = int(share * n)
    order = np.argsort(values, kind="stable")
    upto = counts[order].cumsum()
    kept = np.minimum(upto, n - cut) - np.maximum(upto - counts[order], cut)
    return total(values[order], kept.clip(min=0)) / (n - 2 * cut)


def restricted_mean(risk: Risk) -> float | None:
    """The mean time of *all* deals of a one-group table up to the last age seen: the area under S(t), in units of age; None for nobody.

    Whoever left in whole unit u is taken to have left in its middle. Royston and Parmar (2013), BMC Med. Res. Methodol. 13, 152.

    >>> restricted_mean(Risk.make([1, 3], [1, 1], [0, 0]))
    2.5
    """
    if not len(risk.age):
        return None
    remain = np.divide(
        risk.at_risk - risk.left, risk.at_risk, out=np.ones(len(risk.age)), where=risk.at_risk > 0
    )
    after = np.cumprod(remain)
    there = np.concatenate([[1.0], after[:-1]])
    ages = risk.age + 0.5
    return fsum((there * np.diff(ages, prepend=0.0)).tolist())
