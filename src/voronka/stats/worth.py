"""The share of the money, not of the deals, that left in one way within a horizon."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.stats.doubts import ENOUGH, UNFINISHED, Doubt, SmallSample, UnfinishedCohort, codes
from voronka.stats.incidence import incidences
from voronka.stats.intervals import Z
from voronka.stats.redraw import DRAWS, generator
from voronka.stats.risk import Counts, Floats, Risk


@dataclass(frozen=True, eq=False)
class Money:
    """Sums by age and way of leaving, one row each: `deals` with an amount, the sum of their amounts and of the squares of their amounts.

    `cause` is the number of the way of leaving, -1 for deals last seen at that age. All (rows,).
    """

    age: Counts
    cause: Counts
    deals: Counts
    amount: Counts
    squares: Floats


def worth(money: Money, cause: int, horizon: float, draws: int = DRAWS) -> Estimate:
    """Aalen and Johansen's F_k(h) with every deal counted by its amount: of the money that came in, the share that left by `cause` before `horizon`.

    Everybody followed to the horizon: the plain share of the sums. The interval comes from a Bayesian bootstrap over deals (Rubin, 1981, Annals
    of Statistics 9, 130-134), each deal's amount being multiplied by a draw from the exponential distribution; the sum of such draws over one row
    is drawn as a gamma variable of the same mean and variance, so that no deal need be known. Its ends lie 1.96 standard deviations of the draws off on
    the scale of log odds: money is so skew that percentiles miss the truth above too often. Where the share is 0 or 1 they are Clopper and Pearson's,
    with as many deals of equal amount as would tell as much: (Σw)² / Σw².

    >>> two = np.array([9, 9])
    >>> sums = Money(two, np.array([0, 1]), np.array([1, 3]), np.array([100, 300]), np.array([1e4, 3e4]))
    >>> worth(sums, cause=0, horizon=20).value
    0.25
    """
    cells = _until(money, horizon)
    total, n = int(cells.amount.sum()), int(cells.deals.sum())
    if not total:
        return Estimate(0, None)
    found = incidences(_risk(cells, cause), 0, horizon)
    value, unseen = float(found.value[0]), float(found.unseen[0])
    doubts = codes(_doubts(n, float(found.unfinished[0]), unseen))
    if np.isnan(value):
        return Estimate(n, None, doubts=doubts)
    low, high = _interval(value, _draw(cells, cause, draws), total**2 / float(cells.squares.sum()))
    return Estimate(n, value, low, min(1.0, high + unseen), doubts)


def _interval(value: float, drawn: Floats, alike: float) -> tuple[float, float]:
    if value <= 0:
        return 0.0, 1 - 0.025 ** (1 / alike)
    if value >= 1:
        return 0.025 ** (1 / alike), 1.0
    inside = np.clip(drawn, 1e-12, 1 - 1e-12)
    half = Z * float(np.std(np.log(inside / (1 - inside))))
    odds = value / (1 - value)
    low, high = (odds * exp(side * half) for side in (-1, 1))
    return low / (1 + low), high / (1 + high)


def _doubts(n: int, unfinished: float, unseen: float) -> list[Doubt]:
    doubts: list[Doubt] = [SmallSample(n)] if n < ENOUGH else []
    return [*doubts, UnfinishedCohort(unfinished)] if unfinished > UNFINISHED or unseen > 0 else doubts


def _until(money: Money, horizon: float) -> Money:
    """One row per age and cause; whoever is still there at the horizon is last seen then."""
    late = money.age >= horizon
    age = np.where(late, int(np.ceil(horizon)), money.age)
    cause = np.where(late, -1, money.cause)
    width = int(cause.max(initial=0)) + 2
    keys, row = np.unique(age * width + cause + 1, return_inverse=True)

    def summed(column: npt.ArrayLike) -> Floats:
        return np.bincount(row, weights=np.asarray(column), minlength=len(keys)).astype(np.float64)

    deals, amount = (summed(column).astype(np.int64) for column in (money.deals, money.amount))
    return Money(keys // width, keys % width - 1, deals, amount, summed(money.squares))


def _risk(cells: Money, cause: int) -> Risk:
    """The sums as a table of two causes: the one asked for, and all others."""
    parts = [cells.cause == cause, (cells.cause >= 0) & (cells.cause != cause), cells.cause < 0]
    hits, others, censored = (np.where(part, cells.amount, 0) for part in parts)
    return Risk.make(cells.age, np.vstack([hits, others]), censored)


def _draw(cells: Money, cause: int, draws: int) -> Floats:
    """F_k at the end of the table, in each draw."""
    some = cells.amount > 0
    age, amount, squares = cells.age[some], cells.amount[some].astype(np.float64), cells.squares[some]
    # Squares are sums of fractions whose last digit depends on the order of the rows; the draws must not.
    alike = np.round(np.maximum(amount**2 / squares, 1.0), 6)
    rng = generator(cells.age, cells.cause, cells.deals, cells.amount)
    drawn = rng.gamma(alike, size=(draws, len(alike))) * (amount / alike)
    first = np.flatnonzero(np.diff(age, prepend=-1))
    hits, left, still = (
        np.add.reduceat(np.where(part[some], drawn, 0.0), first, axis=1)
        for part in (cells.cause == cause, cells.cause >= 0, cells.cause < 0)
    )
    at_risk = np.maximum((left + still)[:, ::-1].cumsum(axis=1)[:, ::-1], np.finfo(np.float64).tiny)
    remain = np.cumprod(np.clip(1 - left / at_risk, 0.0, 1.0), axis=1)
    before = np.hstack([np.ones((draws, 1)), remain[:, :-1]])
    return np.asarray((before * hits / at_risk).sum(axis=1), dtype=np.float64)
