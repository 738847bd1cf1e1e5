"""Is it worth its cost: gain against cost as a distribution, and when it pays back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.model.estimate import Estimate
from voronka.stats.redraw import percentiles
from voronka.stats.risk import Floats

#: Months of the horizon over which the case is judged.
YEAR = 12


@dataclass(frozen=True)
class Case:
    """Minor units. `year`: what is left after a year. Months to pay back at P10, P50, P90: None where it never does. `chance`: within a year."""

    year: Estimate
    p10: float | None
    p50: float | None
    p90: float | None
    chance: float


def case(gain: Floats, lag: float, once: Floats, cost: float, monthly: float) -> Case:
    """`gain` a month (draws,) that starts after `lag` months, `once` (draws,) brought forward then; `cost` now and `monthly` from now on.

    >>> found = case(np.full(100, 300.0), 1.0, np.zeros(100), cost=600.0, monthly=100.0)
    >>> found.p50, found.chance, found.year.value  # 600 + 1 × 300 to earn back by 200 a month; 11 × 300 − 600 − 12 × 100
    (4.5, 1.0, 1500.0)
    """
    net = gain - monthly
    with np.errstate(divide="ignore", invalid="ignore"):
        months = np.where(net > 0, (cost + gain * lag - once) / net, np.inf)
    if cost > 0 or monthly > 0:
        # Nothing comes in before the lag is over, so nothing is paid back before either.
        months = np.maximum(months, lag)
    year = gain * max(YEAR - lag, 0.0) + once * (lag <= YEAR) - cost - monthly * YEAR
    quantiles = np.quantile(months, [0.1, 0.5, 0.9], method="inverted_cdf")
    p10, p50, p90 = (float(one) if np.isfinite(one) else None for one in quantiles)
    return Case(
        Estimate(len(gain), float(year.mean()), *percentiles(year)),
        p10,
        p50,
        p90,
        float(np.mean(months <= YEAR)),
    )
