"""The share that left in one way within a horizon: F_k(h), for one table or for many groups at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.model.estimate import Estimate
from voronka.stats.curves import aalen_johansen, log_log
from voronka.stats.doubts import ENOUGH, UNFINISHED, Doubt, SmallSample, UnfinishedCohort, codes
from voronka.stats.intervals import wilson_bounds
from voronka.stats.risk import Floats, Risk
from voronka.stats.scan import before, running_product

#: With more than this share never seen at the horizon an interval could not be narrower than what is never shown as a figure.
UNSEEN = 0.30


@dataclass(frozen=True, eq=False)
class Incidences:
    """F_k(h) of every group, arrays of (groups,); NaN where nothing can be said.

    `n` deals; `starters` of them at risk when the first one left; `unfinished`: the share followed for less than the horizon and still open;
    `unseen`: the share S(h) about which the history ends before the horizon; `error`: the standard error.
    """

    n: Floats
    value: Floats
    low: Floats
    high: Floats
    starters: Floats
    unfinished: Floats
    unseen: Floats
    error: Floats

    def doubts(self, group: int = 0) -> tuple[Doubt, ...]:
        """Why the figure of one group should be read with care."""
        found: list[Doubt] = []
        if 0 < self.starters[group] < ENOUGH:
            found.append(SmallSample(int(self.starters[group])))
        if self.unfinished[group] > UNFINISHED or self.unseen[group] > 0:
            found.append(UnfinishedCohort(float(self.unfinished[group])))
        return tuple(found)

    def estimate(self, group: int = 0) -> Estimate:
        """The figure of one group."""
        n, value, low, high = (float(column[group]) for column in (self.n, self.value, self.low, self.high))
        known = value == value
        return Estimate(
            int(n),
            value if known else None,
            low if known else None,
            high if known else None,
            codes(self.doubts(group)),
        )

    def estimates(self) -> list[Estimate]:
        """The figures of all groups, in the order of their codes."""
        return [self.estimate(group) for group in range(len(self.n))]


def incidence(risk: Risk, cause: int, horizon: float) -> Estimate:
    """The share of the deals of a one-group table that left by `cause` at an age below `horizon` (in units of age), by Aalen and Johansen.

    An event in whole unit u happened within [u, u + 1), so u < horizon counts. Nobody censored before the horizon: the plain share with
    Wilson's interval. Else the log(−log) interval; at 0 and 1, where that is not defined, Clopper and Pearson's on the deals followed
    throughout. Where the history ends before the horizon, the interval also covers whatever the deals still open may do; None where
    those are more than 30 %.

    >>> incidence(Risk.make([1, 2, 3], [[1, 0, 1], [0, 1, 0]], [0, 0, 1]), cause=0, horizon=3).value
    0.25
    """
    return incidences(risk, cause, horizon).estimate()


def incidences(risk: Risk, cause: int, horizon: float) -> Incidences:
    """As `incidence`, of every group of the table at once."""
    early = risk.age < horizon
    n = risk.per_group(risk.left + risk.censored) - risk.per_group(np.where(early, 0, risk.entered))
    hits, left, lost, joined = (
        risk.per_group(np.where(early, column, 0))
        for column in (risk.events[cause], risk.left, risk.censored, risk.entered)
    )
    value, error, still = _at(risk, cause, horizon)
    low, high = _interval(value, error, (n - lost - joined).clip(min=0))
    complete = (lost == 0) & (joined == 0)
    plain = _ratio(hits, n)
    value, (low, high) = (
        np.where(complete, plain, value),
        (
            np.where(complete, mine, aalen)
            for mine, aalen in zip(wilson_bounds(hits, n), (low, high), strict=True)
        ),
    )
    unseen = np.where((n > 0) & (n == lost + left), still, 0.0)
    high = np.minimum(1.0, high + unseen)
    known = (n > 0) & (unseen <= UNSEEN)
    error = np.where(complete, np.sqrt(_ratio(plain * (1 - plain), n)), error)
    value, low, high, error = (np.where(known, column, np.nan) for column in (value, low, high, error))
    return Incidences(n, value, low, high, _starters(risk, early, n), _ratio(lost, n), unseen, error)


def shares(risk: Risk, cause: int, horizon: float) -> Floats:
    """F_k(h) of every group alone, (groups,): what a bootstrap asks for each draw. 0 for a group without deals."""
    early = risk.age < horizon
    remain = np.divide(
        risk.at_risk - risk.left, risk.at_risk, out=np.ones(len(risk.age)), where=risk.at_risk > 0
    )
    there = before(running_product(remain, risk.group), risk.group, 1.0)
    chance = np.divide(risk.events[cause], risk.at_risk, out=np.zeros(len(risk.age)), where=risk.at_risk > 0)
    return risk.per_group(np.where(early, there * chance, 0.0))


def _at(risk: Risk, cause: int, horizon: float) -> tuple[Floats, Floats, Floats]:
    """F_k(h), its standard error and S(h), each (groups,)."""
    curve = aalen_johansen(risk)
    start = np.searchsorted(risk.group, np.arange(risk.groups))
    rows = risk.per_group(risk.age < horizon).astype(np.int64)
    last = np.where(
        rows > 0, start + rows - 1, -1
    )  # -1: one more element that stands for "nothing happened yet"
    return (
        np.append(curve.share[cause], 0.0)[last],
        np.append(curve.error[cause], 0.0)[last],
        np.append(curve.still, 1.0)[last],
    )


def _interval(value: Floats, error: Floats, followed: Floats) -> tuple[Floats, Floats]:
    """log(−log) inside; at 0 and 1 Clopper and Pearson's for none, or all, of those `followed` throughout."""
    low, high = log_log(value, error)
    reach = np.where(followed > 0, 0.025 ** (1 / np.maximum(followed, 1)), 0.0)
    low = np.where(value <= 0, 0.0, np.where(value >= 1, reach, low))
    high = np.where(value <= 0, 1 - reach, np.where(value >= 1, 1.0, high))
    return low, high


def _starters(risk: Risk, early: np.ndarray, n: Floats) -> Floats:
    """How many stood at risk when the first deal left before the horizon; all of them where none did."""
    rows = np.flatnonzero(early & (risk.left > 0))[::-1]
    found = n.copy()
    found[risk.group[rows]] = risk.at_risk[
        rows
    ]  # backwards, so that the earliest row of a group is written last
    return found


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
