"""Ratios of sums over deals, such as revenue by units sold, with a bootstrap over deals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.stats.doubts import ENOUGH, SmallSample, codes
from voronka.stats.redraw import DRAWS, generator, percentiles, redraw_sums


def ratio_of_sums(
    above: npt.ArrayLike, below: npt.ArrayLike, draws: int = DRAWS, seed: int | None = None
) -> Estimate:
    """Σ above / Σ below, one entry a deal in both (deals,), `below` ≥ 0; percentiles of a bootstrap. No data where Σ below is 0.

    >>> ratio_of_sums([0, 300, 0, 50], [100, 300, 200, 100]).value
    0.5
    """
    columns = np.column_stack([np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)])
    columns = columns[np.lexsort(columns.T)]  # the order in which the deals come must not move the draws
    n, total = len(columns), columns.sum(axis=0)
    doubts = codes([SmallSample(n)] if 0 < n < ENOUGH else [])
    if total[1] == 0:
        return Estimate(n, None, doubts=doubts)
    drawn = redraw_sums(columns, draws, generator(columns, seed=seed))
    drawn = drawn[drawn[:, 1] > 0]  # a draw without any is no ratio
    return Estimate(n, float(total[0] / total[1]), *percentiles(drawn[:, 0] / drawn[:, 1]), doubts)
