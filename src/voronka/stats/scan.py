"""Running sums and products that start anew with each group, without a loop over groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def running_product(values: Floats, group: Counts) -> Floats:
    """The product of this and all earlier rows of the same group; `group` in ascending order, `values` (…, rows).

    >>> running_product(np.array([.5, .5, .5]), np.array([0, 0, 1])).tolist()
    [0.5, 0.25, 0.5]
    """
    return _running(np.multiply, values, group)


def running_sum(values: Floats, group: Counts) -> Floats:
    """The sum of this and all earlier rows of the same group; `group` in ascending order, `values` (…, rows)."""
    return _running(np.add, values, group)


def before(values: Floats, group: Counts, start: float) -> Floats:
    """Each row's predecessor in its group, or `start` for the first."""
    found = np.empty_like(values)
    found[..., 1:] = np.where(group[1:] == group[:-1], values[..., :-1], start)
    found[..., :1] = start
    return found


def _running(operation: np.ufunc, values: Floats, group: Counts) -> Floats:
    if not len(group) or group[0] == group[-1]:
        return np.asarray(operation.accumulate(values, axis=-1), dtype=np.float64)
    # Hillis and Steele (1986), CACM 29, 1170-1183: after k rounds each row holds its last 2^k rows. A cumulative sum less its value at
    # the start of the group would lose the digits of small groups behind large ones.
    found, step = np.array(values, dtype=np.float64), 1
    longest = int(np.diff(np.flatnonzero(np.diff(group, prepend=-1, append=-1))).max())
    while step < longest:
        same = group[step:] == group[:-step]
        found[..., step:] = np.where(
            same, operation(found[..., step:], found[..., :-step]), found[..., step:]
        )
        step *= 2
    return found
