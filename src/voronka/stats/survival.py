"""The median of counted values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


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
