"""Who does better, once luck and the mix of deals are taken out: shares of many groups compared with each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from voronka.stats.incidence import Incidences
from voronka.stats.intervals import Z
from voronka.stats.redraw import generator
from voronka.stats.risk import Floats

DRAWS = 4000


@dataclass(frozen=True, eq=False)
class Fair:
    """Shares of groups in an average mix, arrays of (groups,); NaN where nothing can be said.

    `adjusted` and its standard `error`; `shrunken` towards the whole, with its `spread` (standard deviation); `gap` to the rest with `gap_error`, and its
    two-sided `chance` (p-value) if there were no difference; `best`: the chance that this group is the best of all.
    """

    adjusted: Floats
    error: Floats
    shrunken: Floats
    spread: Floats
    gap: Floats
    gap_error: Floats
    chance: Floats
    best: Floats


def fair(found: Incidences, mix: Floats, against: int | None = None) -> Fair:
    """Compare the groups of `found`; `mix` says how good each group's mix of deals is, 1 being the average (see `stats.mix`).

    Adjusted share = share / mix, which is indirect standardisation: observed over expected, times the share of the whole. Errors are those of the
    *expected* share at the effective number of deals (n without censoring), so that a group with no win is not thought certain. Each group is
    compared with the rest, weighed by deals, or with the group `against`.

    >>> from voronka.stats.incidence import incidences
    >>> from voronka.stats.risk import Risk
    >>> wins = Risk.make([9, 9, 9], [[30, 10, 10], [70, 90, 90]], [0, 0, 0], group=[0, 1, 2])
    >>> fair(incidences(wins, 0, 9.5), np.ones(3)).gap.round(2).tolist()
    [0.2, -0.1, -0.1]
    """
    known = ~np.isnan(found.value) & (found.n > 0)
    weight = np.where(known, effective(found), 0.0)
    value = np.where(known, found.value, 0.0)
    adjusted = value / mix
    whole = float(weight @ adjusted / weight.sum()) if weight.sum() else 0.0
    expected = np.clip(whole * mix, 1e-6, 1 - 1e-6)
    error = np.sqrt(expected * (1 - expected) / np.maximum(weight, 1e-9)) / mix
    shrunken, spread = shrink(adjusted, error, known)
    gap, gap_error = _gaps(adjusted, error, weight, known, against)
    chance = np.array([erfc(abs(z) / sqrt(2)) for z in gap / np.where(gap_error > 0, gap_error, np.inf)])
    blank = np.where(known, 0.0, np.nan)
    compared = blank + np.where(np.isnan(gap_error), np.nan, 0.0)
    best = _best(shrunken, spread, known)
    return Fair(
        adjusted + blank,
        error + blank,
        shrunken + blank,
        spread + blank,
        gap + compared,
        gap_error,
        chance + compared,
        best + blank,
    )


def effective(found: Incidences) -> Floats:
    """How many deals followed to the end would tell as much: n less what censoring hides; (groups,)."""
    plain = found.value * (1 - found.value) / np.where(found.error > 0, found.error, np.nan) ** 2
    followed = found.n * (1 - found.unfinished)
    return np.minimum(np.where(np.isnan(plain) | (plain <= 0), followed, plain), found.n)


def shrink(value: Floats, error: Floats, known: np.ndarray) -> tuple[Floats, Floats]:
    """Empirical Bayes: each value drawn towards the mean of all by as much as its own error is larger than the true spread; and the spread that is left.

    The true variance is Paule and Mandel's (1982, J. Res. NBS 87, 377-385), the mean's own error is carried along (Morris, 1983, JASA 78, 47-55).

    >>> value, error = np.array([0.1, 0.2, 0.3, 0.9]), np.array([0.01, 0.01, 0.01, 1.0])
    >>> shrink(value, error, np.ones(4, dtype=bool))[0].round(2).tolist()
    [0.1, 0.2, 0.3, 0.21]
    """
    if not known.any():
        return value, error
    variance, true = error**2, true_variance(value[known], error[known])
    weight = np.where(known, 1 / (variance + true), 0.0)
    mean = float(weight @ value / weight.sum())
    pull = variance / (variance + true)
    left = np.sqrt((1 - pull) * variance + pull**2 / weight.sum())
    return pull * mean + (1 - pull) * value, left


def true_variance(value: Floats, error: Floats) -> float:
    """How much the values differ beyond their errors, by Paule and Mandel: 0 where chance alone explains them."""
    n = len(value)

    def excess(true: float) -> float:
        weight = 1 / (error**2 + true)
        return float(weight @ (value - weight @ value / weight.sum()) ** 2) - (n - 1)

    if n < 2 or excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.var(value) + (error**2).max())
    while excess(high) > 0:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high


def discovered(chance: Floats) -> Floats:
    """p-values corrected for how many were looked at, by Benjamini and Hochberg (1995, JRSS B 57, 289-300); NaN stays and does not count.

    >>> discovered(np.array([0.01, 0.04, np.nan, 0.03])).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    found = np.full(len(chance), np.nan)
    told = np.flatnonzero(~np.isnan(chance))
    order = told[np.argsort(chance[told], kind="stable")[::-1]]
    rank = np.arange(len(order), 0, -1)
    found[order] = np.minimum.accumulate(np.minimum(chance[order] * len(order) / rank, 1.0))
    return found


def _gaps(
    adjusted: Floats, error: Floats, weight: Floats, known: np.ndarray, against: int | None
) -> tuple[Floats, Floats]:
    """The difference of each to the rest, or to one group, and its error; NaN where there is nobody to compare with."""
    if against is not None:
        other, its_error = np.full(len(adjusted), adjusted[against]), np.full(len(adjusted), error[against])
        possible = known & known[against] & (np.arange(len(adjusted)) != against)
    else:
        rest = weight.sum() - weight
        possible = known & (rest > 0)
        safe = np.where(possible, rest, 1.0)
        other = (weight @ adjusted - weight * adjusted) / safe
        spread = np.where(known, weight * error, 0.0) ** 2
        its_error = np.sqrt(spread.sum() - spread) / safe
    gap_error = np.where(possible, np.hypot(error, its_error), np.nan)
    return np.where(possible, adjusted - other, 0.0), gap_error


def _best(shrunken: Floats, spread: Floats, known: np.ndarray) -> Floats:
    if not known.any():
        return np.zeros(len(shrunken))
    drawn = generator(shrunken[known], spread[known]).standard_normal((DRAWS, int(known.sum())))
    first = np.argmax(shrunken[known] + spread[known] * drawn, axis=1)
    found = np.zeros(len(shrunken))
    found[known] = np.bincount(first, minlength=int(known.sum())) / DRAWS
    return found


def limits(value: float, error: float) -> tuple[float, float]:
    """The 95 % interval of a share, kept within 0 and 1."""
    return max(0.0, min(1.0, value - Z * error)), max(0.0, min(1.0, value + Z * error))
