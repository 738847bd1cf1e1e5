"""How long something lasts: quantiles of the Kaplan-Meier curve with intervals, for one table or many groups at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voronka.model.estimate import Times
from voronka.stats.curves import kaplan_meier
from voronka.stats.doubts import ENOUGH, Doubt, SmallSample, UnfinishedCohort, codes
from voronka.stats.risk import Floats, Risk

SHARES = (0.5, 0.75, 0.9)
#: A product of fractions such as 3/4 · 2/3 may miss 1/2 by a rounding error.
SLACK = 1e-12


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Ages by which `shares` of the deals had left, and their 95 % limits: (shares, groups), in units of age; NaN where not reached.

    `n`, `open`: (groups,); `open` of the `n` deals were censored.
    """

    shares: tuple[float, ...]
    n: Floats
    open: Floats
    age: Floats
    low: Floats
    high: Floats


def quantiles(risk: Risk, shares: Sequence[float] = SHARES) -> Quantiles:
    """For each share the first age with S ≤ 1 − share; limits where the log(−log) band crosses that line.

    Brookmeyer and Crowley (1982), Biometrics 38, 29-41, as R's quantile(survfit(…, conf.type = "log-log")) does.

    >>> quantiles(Risk.make([1, 2, 3], [1, 1, 0], [1, 0, 1])).age[:, 0].tolist()
    [2.0, nan, nan]
    """
    curve = kaplan_meier(risk)
    lines = [1 - share for share in shares]
    return Quantiles(
        tuple(shares),
        risk.per_group(risk.left + risk.censored),
        risk.per_group(risk.censored),
        *(
            np.array([first_age(risk, band <= line + SLACK) for line in lines])
            # Where nobody is left the band is not defined: NaN reaches no line.
            for band in (curve.still, curve.low, curve.high)
        ),
    )


def times(risk: Risk, per_day: float = 1.0) -> Times:
    """Median with its interval, P75 and P90 of a one-group table in days, `per_day` units of age being a day.

    >>> times(Risk.make([24, 48, 72], [1, 1, 0], [1, 0, 1]), per_day=24).median_days
    2.0
    """
    return times_by_group(risk, per_day)[0]


def times_by_group(risk: Risk, per_day: float = 1.0) -> list[Times]:
    """As `times`, of every group of the table at once."""
    found = quantiles(risk)
    ages, low, high = found.age / per_day, found.low[0] / per_day, found.high[0] / per_day
    return [
        Times(
            n=int(found.n[group]),
            open=int(found.open[group]),
            median_days=_known(ages[0, group]),
            p75_days=_known(ages[1, group]),
            p90_days=_known(ages[2, group]),
            low=_known(low[group]),
            high=_known(high[group]),
            doubts=codes(_doubts(found, group)),
        )
        for group in range(risk.groups)
    ]


def first_age(risk: Risk, reached: np.ndarray) -> Floats:
    """The first age of each group at a row where `reached`; NaN where there is none: (groups,)."""
    found = np.full(risk.groups, np.nan)
    rows = np.flatnonzero(reached)[::-1]
    found[risk.group[rows]] = risk.age[rows]  # backwards, so that the earliest row of a group is written last
    return found


def _doubts(found: Quantiles, group: int) -> list[Doubt]:
    n = int(found.n[group])
    doubts: list[Doubt] = [SmallSample(n)] if 0 < n < ENOUGH else []
    if n and np.isnan(found.age[0, group]):
        doubts.append(UnfinishedCohort(float(found.open[group]) / n))
    return doubts


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
