"""Logistic regression on counted rows: what a trait changes when the others are equal, and what was to be expected of a mix of deals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.stats.intervals import Z
from voronka.stats.risk import Counts, Floats

#: Information added on each coefficient: too little to be seen, enough to keep the fit finite where a trait always or never wins.
RIDGE = 1e-6
_ROUNDS = 100


@dataclass(frozen=True, eq=False)
class Logit:
    """Log-odds per column and their covariance: (columns,) and (columns, columns). Column 0 is the intercept.

    `is_settled`: False where the deals do not set some coefficient (a trait that always or never wins, or that repeats another); then none should be shown.
    """

    coefficients: Floats
    covariance: Floats
    is_settled: bool

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self.covariance))

    def chances(self, traits: npt.ArrayLike) -> Floats:
        """The expected share of each row of `traits` (rows, columns - 1)."""
        return chance(_design(traits) @ self.coefficients)


def fit_logit(
    traits: npt.ArrayLike, hits: npt.ArrayLike, trials: npt.ArrayLike, ridge: npt.ArrayLike = RIDGE
) -> Logit:
    """Maximum likelihood by iterated least squares (Newton), with a small `ridge`, one for all columns or one each, on all but the intercept.

    `traits` (rows, columns) without the intercept; `hits` of `trials` per row: rows of equal traits may be counted together.
    McCullagh and Nelder (1989), section 2.5; le Cessie and van Houwelingen (1992), Applied Statistics 41, 191-201.
    ValueError where nothing was tried.

    >>> fit = fit_logit([[0], [1]], [50, 80], [100, 100])
    >>> fit.coefficients.round(4).tolist(), fit.errors.round(4).tolist()
    ([0.0, 1.3863], [0.2, 0.3202])
    """
    design, won, n = _design(traits), np.asarray(hits, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if not n.sum():
        raise ValueError("a regression needs trials")
    held = np.append(0.0, np.broadcast_to(np.asarray(ridge, dtype=np.float64), design.shape[1] - 1))
    found = np.zeros(design.shape[1])
    found[0] = np.log((won.sum() + 0.5) / (n.sum() - won.sum() + 0.5))
    height, is_settled = _likelihood(design, won, n, held, found), False
    for _ in range(_ROUNDS):
        share = chance(design @ found)
        slope = design.T @ (won - n * share) - held * found
        step = np.linalg.solve(_information(design, n, share, held), slope)
        while (new := _likelihood(design, won, n, held, found + step)) < height - 1e-9 * abs(height):
            step = step / 2
        found, height = found + step, new
        if np.abs(step).max() < 1e-10:
            is_settled = True
            break
    information = _information(design, n, chance(design @ found), held)
    covariance: Floats = np.linalg.inv(information).astype(np.float64)
    # Where the ridge is a tenth of all that is known of a coefficient, it was not the deals that set it.
    is_told = bool(np.all(np.diag(covariance)[1:] * RIDGE < 0.1))
    return Logit(found, covariance, is_settled and is_told)


def indicators(codes: Counts, base: int | None = None) -> Floats:
    """One column of 0 and 1 for each code but the `base`, the most frequent one unless named: (rows, codes - 1).

    >>> indicators(np.array([0, 1, 1, 2])).tolist()
    [[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    """
    width = int(codes.max(initial=0)) + 1
    left_out = int(np.bincount(codes, minlength=width).argmax()) if base is None else base
    names = np.delete(np.arange(width), left_out)
    return np.asarray(codes[:, None] == names[None, :], dtype=np.float64)


def lever(
    fit: Logit, traits: npt.ArrayLike, trials: npt.ArrayLike, column: int, change: float = 1.0
) -> Estimate:
    """By how much the share of all wins changes when `column` (of the traits, from 0) grows by `change` and all else stays; with its interval.

    The average of the rows' differences, weighed by `trials`; the interval by the delta method. `value` is a difference of shares, -1 to 1.

    >>> fit = fit_logit([[0], [1]], [50, 80], [100, 100])
    >>> found = lever(fit, [[0]], [100], column=0)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.3, 0.1745, 0.4255)
    """
    now, weight = _design(traits), np.asarray(trials, dtype=np.float64)
    then = now.copy()
    then[:, column + 1] += change
    before, after = chance(now @ fit.coefficients), chance(then @ fit.coefficients)
    total = weight.sum()
    value = float((weight * (after - before)).sum() / total)
    slope = ((weight * after * (1 - after)) @ then - (weight * before * (1 - before)) @ now) / total
    half = Z * float(np.sqrt(slope @ fit.covariance @ slope))
    return Estimate(int(total), value, value - half, value + half)


def _design(traits: npt.ArrayLike) -> Floats:
    columns = np.asarray(traits, dtype=np.float64)
    return np.column_stack([np.ones(len(columns)), columns])


def _information(design: Floats, n: Floats, share: Floats, held: Floats) -> Floats:
    return np.asarray((design.T * (n * share * (1 - share))) @ design + np.diag(held + 1e-12))


def _likelihood(design: Floats, won: Floats, n: Floats, held: Floats, at: Floats) -> float:
    odds = design @ at
    return float((won * odds - n * np.logaddexp(0.0, odds)).sum() - (held * at**2).sum() / 2)


def chance(odds: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(odds / 2)))
