"""Kaplan-Meier and Aalen-Johansen: which share is still there at each age, and which has left in which way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.stats.intervals import Z
from voronka.stats.risk import Counts, Floats, Risk
from voronka.stats.scan import before, running_product, running_sum


@dataclass(frozen=True, eq=False)
class Survival:
    """The share still there after each row's age: S, its standard error and 95 % log(−log) band, each (rows,)."""

    risk: Risk
    still: Floats
    error: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Incidence:
    """The share that has left in each way by each row's age: F_k, its standard error and 95 % log(−log) band, each (causes, rows).

    `still` (rows,) is what remains: Σ_k F_k + S = 1.
    """

    risk: Risk
    still: Floats
    share: Floats
    error: Floats
    low: Floats
    high: Floats


def kaplan_meier(risk: Risk) -> Survival:
    """S(t) = Π (1 − d / n), Greenwood's variance, log(−log) band; all causes together, every group of the table at once.

    Where S is 1 or 0 Greenwood says nothing: the band is then [1, 1] or NaN, as R's survfit prints.
    Kaplan and Meier (1958), JASA 53, 457-481; Kalbfleisch and Prentice (1980), section 1.3.

    >>> curve = kaplan_meier(Risk.make([1, 2, 3], [1, 1, 0], [1, 0, 1]))
    >>> curve.still.tolist(), curve.low.round(4).tolist()
    ([0.75, 0.375, 0.375], [0.1279, 0.011, 0.011])
    """
    still, greenwood = _survive(risk)
    error = still * np.sqrt(greenwood)
    low, high = log_log(still, error)
    return Survival(risk, still, error, np.where(still == 1, 1.0, low), np.where(still == 1, 1.0, high))


def aalen_johansen(risk: Risk) -> Incidence:
    """F_k(t) = Σ S(u−) d_k(u) / n(u), with its delta-method (Greenwood-type) variance; every group of the table at once.

    Aalen and Johansen (1978), Scand. J. Statist. 5, 141-150; the variance is that of Marubini and Valsecchi (1995), chapter 10: without
    censoring exactly F (1 − F) / n. The band is NaN where F is 0 or 1.

    >>> curve = aalen_johansen(Risk.make([1, 2, 3], [[1, 0, 1], [0, 1, 0]], [1, 0, 0]))
    >>> curve.share.tolist(), curve.still.tolist()
    ([[0.25, 0.25, 0.625], [0.0, 0.375, 0.375]], [0.75, 0.375, 0.0])
    """
    still, greenwood = _survive(risk)
    there = before(still, risk.group, 1.0)
    share = running_sum(there * _hazard(risk, risk.events), risk.group)
    share[share > 1 - 1e-12] = 1.0  # where all left in one way the sum of the steps misses 1 by rounding
    error = np.sqrt(running_sum(variance_steps(risk, there, greenwood), risk.group).clip(min=0))
    low, high = log_log(share, error)
    return Incidence(risk, still, share, error, low, high)


def variance_steps(risk: Risk, there: Floats, greenwood: Floats) -> Floats:
    """What each row adds to Var F_k: (causes, rows).

    The recursion (S, F) → (S q, F + S p) carried through the delta method. Written so, all terms are of the order of 1 / n; the closed
    form of the books subtracts large numbers from each other when few are left.
    """
    chance = _hazard(risk, risk.events)
    step = there * chance
    spread = before(greenwood, risk.group, 0.0)
    with_still = step * (spread - _over(1.0, risk.at_risk))
    shared = before(running_sum(with_still, risk.group), risk.group, 0.0)
    return np.asarray(
        step * (2 * shared + step * spread) + there**2 * _over(chance * (1 - chance), risk.at_risk),
        dtype=np.float64,
    )


def log_log(share: Floats, error: Floats) -> tuple[Floats, Floats]:
    """The 95 % interval of a share on the scale log(−log p); NaN where the share is 0 or 1.

    >>> low, high = log_log(np.array([0.5]), np.array([0.1]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.2952, 0.6745)
    """
    inside = (share > 0) & (share < 1)
    log = np.log(share, out=np.full_like(share, np.nan), where=inside)
    half = Z * error / np.where(inside, share, 1.0) / log
    middle = np.log(-log)
    return np.exp(-np.exp(middle - half)), np.exp(-np.exp(middle + half))


def _survive(risk: Risk) -> tuple[Floats, Floats]:
    """S after each row, and Greenwood's Σ d / (n (n − d)) there."""
    left = risk.left
    remain = np.where(risk.at_risk > 0, _over(risk.at_risk - left, risk.at_risk), 1.0)
    steps = _over(_hazard(risk, left), risk.at_risk - left)
    return running_product(remain, risk.group), running_sum(steps, risk.group)


def _hazard(risk: Risk, events: Counts) -> Floats:
    return _over(events, risk.at_risk)


def _over(above: float | Counts | Floats, below: Counts) -> Floats:
    """above / below, and 0 where nobody is at risk (then nothing can happen)."""
    wide = np.broadcast_arrays(np.asarray(above, dtype=np.float64), below)[0]
    found: Floats = np.divide(wide, below, out=np.zeros(wide.shape), where=below > 0)
    return found
