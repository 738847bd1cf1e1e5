"""How long it takes those who get there: the age at leaving in one way, given that a deal leaves so in the end."""

from __future__ import annotations

import numpy as np

from voronka.model.estimate import Times
from voronka.stats.curves import aalen_johansen
from voronka.stats.doubts import ENOUGH, Doubt, SmallSample, UnfinishedCohort, codes
from voronka.stats.intervals import wilson_bounds
from voronka.stats.risk import Floats, Risk
from voronka.stats.scan import before, running_sum
from voronka.stats.times import SHARES, SLACK, first_age


def passage_times(risk: Risk, cause: int, per_day: float = 1.0) -> list[Times]:
    """Median, P75 and P90 of F_k(t) / F_k(∞) of every group in days, `per_day` units of age being a day; `n` counts all deals of the group.

    The plain median of those who have arrived is too short while deals are open: the slow ones are still on their way. Here each arrival
    weighs S(u−) / n(u), Aalen and Johansen's step, which stands for the deals censored before it. The interval is Woodruff's (1952, JASA
    47, 635-646): Wilson's of the share at Kish's effective number of arrivals, read off the curve. Late entries are not meant.
    Unfinished where deals are open and P90 lies in the second half of the ages seen: slower arrivals may be still to come.

    >>> passage_times(Risk.make([1, 2, 3, 4], [[1, 0, 1, 1], [0, 1, 0, 0]], [0, 0, 0, 0]), cause=0)[0].median_days
    3.0
    >>> passage_times(Risk.make([1, 2, 4], [[2, 0, 1]], [0, 2, 0]), cause=0)[0].p75_days  # the one at 4 stands for the two last seen at 2
    4.0
    """
    there = before(aalen_johansen(risk).still, risk.group, 1.0)
    weight = np.divide(there, risk.at_risk, out=np.zeros(len(there)), where=risk.at_risk > 0)
    steps = weight * risk.events[cause]
    total = risk.per_group(steps)
    arrived = _over(running_sum(steps, risk.group), total[risk.group])
    effective = _over(total**2, risk.per_group(weight * steps))
    ages = [first_age(risk, arrived >= share - SLACK) / per_day for share in SHARES]
    low, high = (
        first_age(risk, arrived >= bound[risk.group] - SLACK) / per_day
        for bound in wilson_bounds(effective / 2, effective)
    )
    n, open_, events = (
        risk.per_group(column) for column in (risk.left + risk.censored, risk.censored, risk.events[cause])
    )
    seen = np.zeros(risk.groups)
    np.maximum.at(seen, risk.group, risk.age / per_day)
    return [
        Times(
            int(n[group]),
            int(open_[group]),
            _known(ages[0][group]),
            _known(ages[1][group]),
            _known(ages[2][group]),
            _known(low[group]),
            _known(high[group]),
            doubts=codes(
                _doubts(
                    events[group],
                    open_[group] / n[group] if n[group] else 0,
                    ages[2][group] > seen[group] / 2,
                )
            ),
        )
        for group in range(risk.groups)
    ]


def _doubts(arrivals: float, open_share: float, is_late: bool) -> list[Doubt]:
    found: list[Doubt] = [SmallSample(int(arrivals))] if 0 < arrivals < ENOUGH else []
    if open_share and is_late:
        found.append(UnfinishedCohort(open_share))
    return found


def _over(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros(np.shape(above)), where=below > 0)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
