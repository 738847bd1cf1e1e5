"""Survival from counts by unit of age: exact with ties, whatever the number of deals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def kaplan_meier(ages: Counts, ended: Counts, going_on: Counts) -> tuple[Counts, npt.NDArray[np.float64]]:
    """Distinct ages in order, and the share still there after each: S(t) = Π (1 - d / n).

    One entry a row: at `ages` units, `ended` stays ended and `going_on` were last seen (they were still at risk then). Ages may repeat.
    Kaplan and Meier (1958), JASA 53, 457-481.

    >>> age = np.array([1, 2, 3])
    >>> kaplan_meier(age, np.array([1, 1, 0]), np.array([1, 0, 1]))[1].tolist()
    [0.75, 0.375, 0.375]
    """
    distinct, where = np.unique(ages, return_inverse=True)
    left = np.bincount(where, weights=ended, minlength=len(distinct))
    gone = left + np.bincount(where, weights=going_on, minlength=len(distinct))
    at_risk = gone[::-1].cumsum()[::-1]
    return distinct, np.cumprod(1 - np.divide(left, at_risk, out=np.zeros_like(left), where=at_risk > 0))


def quantiles(
    ages: Counts, ended: Counts, going_on: Counts, shares: Sequence[float] = (0.5, 0.9)
) -> list[int | None]:
    """For each share, the first age by which at least so much had ended; None when that was not seen.

    >>> quantiles(np.array([1, 2, 3]), np.array([1, 1, 0]), np.array([1, 0, 1]))
    [2, None]
    """
    if not len(ages):
        return [None for _ in shares]
    distinct, still = kaplan_meier(ages, ended, going_on)
    found: list[int | None] = []
    for share in shares:
        # A product of fractions such as 3/4 · 2/3 may miss 1/2 by a rounding error.
        reached = np.flatnonzero(still <= 1 - share + 1e-12)
        found.append(int(distinct[reached[0]]) if len(reached) else None)
    return found


def weighted_median(values: Counts, counts: Counts) -> float | None:
    """The median of values that occur `counts` times each; the mean of the middle two for an even number; None for nothing.

    >>> weighted_median(np.array([5, 1]), np.array([1, 3]))
    1.0
    >>> weighted_median(np.array([1, 2]), np.array([1, 1]))
    1.5
    """
    total = int(counts.sum())
    if total == 0:
        return None
    order = np.argsort(values, kind="stable")
    upto = counts[order].cumsum()
    middle = [
        values[order][np.searchsorted(upto, rank, side="right")] for rank in ((total - 1) // 2, total // 2)
    ]
    return float(middle[0] + middle[1]) / 2
