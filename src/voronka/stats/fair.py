"""Who does better, once luck and the mix of deals are taken out: shares of many groups compared with each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.stats.discoveries import two_sided
from voronka.stats.incidence import Incidences
from voronka.stats.intervals import Z
from voronka.stats.risk import Floats
from voronka.stats.shrinkage import shrink_means


@dataclass(frozen=True, eq=False)
class Fair:
    """Shares of groups in an average mix, arrays of (groups,); NaN where nothing can be said.

    `adjusted` and its standard `error`; `shrunken` towards the whole, with its `spread` (standard deviation); `gap` to the rest with `gap_error`, and its
    two-sided `chance` (p-value) if there were no difference; `best`: the chance that this group is the best of all.
    See `stats.shrinkage` and `stats.discoveries`.
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
    """Compare the groups of `found`; `mix` says how good each group's mix of deals is, 1 being the average (see `stats.casemix`).

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
    gap, gap_error = _gaps(adjusted, error, weight, known, against)
    blank = np.where(known, 0.0, np.nan)
    if not known.any():
        return Fair(*[np.full(len(known), np.nan)] * 8)
    drawn = shrink_means(adjusted + blank, error)
    spread = (drawn.high - drawn.low) / (2 * Z)
    return Fair(
        adjusted + blank,
        error + blank,
        drawn.value + blank,
        spread + blank,
        gap,
        gap_error,
        two_sided(gap / gap_error),
        drawn.best + blank,
    )


def effective(found: Incidences) -> Floats:
    """How many deals followed to the end would tell as much: n less what censoring hides; (groups,)."""
    plain = found.value * (1 - found.value) / np.where(found.error > 0, found.error, np.nan) ** 2
    followed = found.n * (1 - found.unfinished)
    return np.minimum(np.where(np.isnan(plain) | (plain <= 0), followed, plain), found.n)


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
    return np.where(possible, adjusted - other, np.nan), gap_error


def limits(value: float, error: float) -> tuple[float, float]:
    """The 95 % interval of a share, kept within 0 and 1."""
    return max(0.0, min(1.0, value - Z * error)), max(0.0, min(1.0, value + Z * error))
