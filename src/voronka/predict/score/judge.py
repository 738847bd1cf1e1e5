"""How good told chances are: measured on what happened afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.model.rate import Rate
from voronka.stats.intervals import Z, wilson, wilson_bounds
from voronka.stats.risk import Counts, Floats

Flags = npt.NDArray[np.bool_]
#: Chances are compared with what happened in so many groups of equal size.
BINS = 10
#: No chance is told as certain.
LEAST = 1e-4


def brier(chance: Floats, won: Flags) -> float:
    """Mean squared error of the chances (Brier 1950).

    >>> brier(np.array([0.5, 1.0]), np.array([True, True]))
    0.125
    """
    return float(np.mean((chance - won) ** 2))


def log_loss(chance: Floats, won: Flags) -> float:
    """Mean of −log of the chance given to what happened.

    >>> round(log_loss(np.array([0.5, 0.5]), np.array([True, False])), 4)
    0.6931
    """
    safe = np.clip(chance, LEAST, 1 - LEAST)
    return float(-np.mean(np.where(won, np.log(safe), np.log1p(-safe))))


def auc(chance: Floats, won: Flags, deal: Counts | None = None) -> Estimate:
    """The chance that a row which was won was told a higher one than a row which was not, ties half; 0.5 is blind.

    Rows of one `deal` are not independent: the interval is by Obuchowski (1997), Biometrics 53, 567-578; with one row each it is DeLong's.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])).value
    0.75
    """
    hits, misses = int(won.sum()), int((~won).sum())
    if not hits or not misses:
        return Estimate(len(won), None)
    above, below = _placements(chance, won)
    value = float(above.mean())
    group = np.arange(len(won)) if deal is None else np.unique(deal, return_inverse=True)[1]
    spread = np.where(won, 0.0, 1 / misses)
    spread[won] = 1 / hits
    parts = np.empty(len(won))
    parts[won], parts[~won] = above - value, below - value
    error = float(np.sqrt((np.bincount(group, weights=parts * spread) ** 2).sum()))
    return Estimate(len(won), value, max(0.0, value - Z * error), min(1.0, value + Z * error))


def _placements(chance: Floats, won: Flags) -> tuple[Floats, Floats]:
    """For each row won the share of the others below it, for each other row the share of those won above it."""
    high, low = np.sort(chance[won]), np.sort(chance[~won])

    def share_below(values: Floats, of: Floats) -> Floats:
        sides = [np.searchsorted(of, values, side=side) for side in ("left", "right")]
        return np.asarray((sides[0] + sides[1]) / (2 * len(of)))

    return share_below(chance[won], low), 1 - share_below(chance[~won], high)


@dataclass(frozen=True)
class Bin:
    """Rows told about the same chance: between `low` and `high`, on average `told`; `seen` is the share that was won."""

    low: float
    high: float
    told: float
    seen: Rate


def calibration(chance: Floats, won: Flags, bins: int = BINS, deal: Counts | None = None) -> tuple[Bin, ...]:
    """Rows in order of their chance, in `bins` groups of about the same size; equal chances stay together. Intervals count each `deal` once."""
    if not len(chance):
        return ()
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)[1:-1], method="inverted_cdf"))
    place = np.searchsorted(edges, chance, side="left")
    found = []
    for number in np.unique(place).tolist():
        here = place == number
        part = chance[here]
        seen = seen_share(won[here], None if deal is None else deal[here])
        found.append(Bin(float(part.min()), float(part.max()), float(part.mean()), seen))
    return tuple(found)


def seen_share(won: Flags, deal: Counts | None = None) -> Rate:
    """The share won with Wilson's interval of as many rows as would tell as much if they were independent: rows of one deal are not.

    >>> seen_share(np.array([True, False] * 50)) == wilson(50, 100)
    True
    """
    hits, rows = int(won.sum()), len(won)
    plain = wilson(hits, rows)
    if deal is None or not 0 < hits < rows:
        deals = rows if deal is None else len(np.unique(deal))
        alone = wilson(0 if not hits else deals, deals) if rows and hits in (0, rows) else plain
        return Rate(hits, rows, alone.low, alone.high)
    share = hits / rows
    group = np.unique(deal, return_inverse=True)[1]
    error = (np.bincount(group, weights=(won - share) / rows) ** 2).sum()
    effective = min(float(rows), share * (1 - share) / float(error))
    low, high = wilson_bounds([share * effective], [effective])
    return Rate(hits, rows, float(low[0]), float(high[0]))


def calibration_error(bins: tuple[Bin, ...]) -> float | None:
    """Expected calibration error: how far the told chance is from what happened, weighed by rows; None without rows.

    >>> round(calibration_error((Bin(0.1, 0.3, 0.2, Rate(3, 10)), Bin(0.5, 0.5, 0.5, Rate(5, 10)))), 3)
    0.05
    """
    rows = sum(one.seen.trials for one in bins)
    if not rows:
        return None
    return sum(one.seen.trials * abs(one.told - one.seen.hits / one.seen.trials) for one in bins) / rows


def lift(chance: Floats, won: Flags, share: float = 0.1) -> float | None:
    """How many times more often the top `share` by chance was won than all; None where nothing was.

    >>> lift(np.array([0.9, 0.1, 0.1, 0.1]), np.array([True, False, True, False]), 0.25)
    2.0
    """
    if not won.any():
        return None
    top = max(1, round(share * len(won)))
    best = np.lexsort((np.arange(len(won)), -chance))[:top]
    return float(won[best].mean() / won.mean())


def stability(then: Floats, now: Floats, bins: int = BINS) -> float | None:
    """Population stability index of two sets of chances: below 0.1 nothing moved, above 0.25 the deals are others; None where one is empty.

    Siddiqi (2006), Credit Risk Scorecards, chapter 8. A group that is empty on one side counts as half a row.
    """
    if not len(then) or not len(now):
        return None
    edges = np.unique(np.quantile(then, np.linspace(0, 1, bins + 1)[1:-1]))
    shares = []
    for values in (then, now):
        counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
        shares.append(np.maximum(counts, 0.5) / len(values))
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
