"""How good past forecasts were: their errors, their lean, and whether their ranges held what they promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.model.rate import Rate
from voronka.predict.calendar import Floats
from voronka.stats.intervals import wilson

#: The quantiles that are told: P10, P50, P90. The first and the last are the range.
LEVELS = (0.1, 0.5, 0.9)
#: What the range promises to hold.
PROMISED = 0.8
#: With no more past forecasts than this their range is left as it is.
TOO_FEW = 5
#: So many past forecasts count half: the factor of n is uncertain by 0.9 / √n (logarithm, normal errors), and ranges differ from what they should be by about 0.3.
HALF_WEIGHT = 9
#: A range is not narrowed further: it would have to be one that holds 99 of 100 where 80 were promised, which a few dozen forecasts cannot show. Nor is it made wider than thrice.
NARROWEST, WIDEST = 0.5, 3.0


@dataclass(frozen=True)
class Verdict:
    """What is said of a row of forecasts. Shares of the fact are None where it is 0 throughout, and everything where there was no forecast.

    `wape`: Σ|error| / Σ|fact|. `bias`: Σ(said − fact) / Σ|fact|, positive when too much was promised. `pinball`: mean over forecasts and levels, in the unit of the fact.
    `coverage`: how many facts lay between the lowest and the highest level, with Wilson's interval. `width`: Σ(high − low) / Σ|fact|.
    """

    wape: float | None
    bias: float | None
    pinball: float | None
    coverage: Rate
    width: float | None


def judge(
    fact: npt.ArrayLike, said: npt.ArrayLike, quantiles: npt.ArrayLike, levels: Sequence[float] = LEVELS
) -> Verdict:
    """Judge forecasts `said` (n,) and their `quantiles` (levels, n), in order of the levels, by what came: `fact` (n,).

    >>> judge([10, 20], [12, 18], [[8, 15], [12, 18], [15, 19]])
    Verdict(wape=0.133..., bias=0.0, pinball=0.683..., coverage=Rate(hits=1, trials=2, low=0.09..., high=0.90...), width=0.366...)
    """
    ranges = np.asarray(quantiles, dtype=np.float64)
    low, high = ranges[0], ranges[-1]
    size = float(np.abs(np.asarray(fact, dtype=np.float64)).sum())
    return Verdict(
        wape(fact, said),
        bias(fact, said),
        pinball(fact, ranges, levels),
        coverage(fact, low, high),
        float((high - low).sum()) / size if size else None,
    )


def wape(fact: npt.ArrayLike, said: npt.ArrayLike) -> float | None:
    """Weighted absolute percentage error, Σ|error| / Σ|fact|: unlike the mean of percentages it does not explode in a bad month.

    >>> wape([100, 0, 300], [80, 20, 320])
    0.15
    """
    error, size = _errors(fact, said)
    return float(np.abs(error).sum()) / size if size else None


def bias(fact: npt.ArrayLike, said: npt.ArrayLike) -> float | None:
    """Σ(said − fact) / Σ|fact|.

    >>> bias([100, 300], [110, 310])
    0.05
    """
    error, size = _errors(fact, said)
    return float(error.sum()) / size if size else None


def mase(fact: npt.ArrayLike, said: npt.ArrayLike, past: npt.ArrayLike, season: int = 1) -> float | None:
    """Mean absolute error against that of “as a season ago” within the `past`, the values before the first forecast. Hyndman and Koehler (2006), IJF 22, 679-688.

    None without a whole season and one value of past, or where that never changed.

    >>> mase([12, 14], [13, 13], past=[10, 12, 10, 12])
    0.5
    """
    before = np.asarray(past, dtype=np.float64)
    if len(before) <= season:
        return None
    usual = float(np.abs(before[season:] - before[:-season]).mean())
    error, _ = _errors(fact, said)
    return float(np.abs(error).mean()) / usual if usual and len(error) else None


def smape(fact: npt.ArrayLike, said: npt.ArrayLike) -> float | None:
    """Symmetric error in per cent, mean of 200 |error| / (|fact| + |said|), as the M3 competition counts it; 0 of 0 is no error. To compare with published figures only.

    >>> smape([100], [50])
    66.66...
    """
    error, _ = _errors(fact, said)
    both = np.abs(np.asarray(fact, dtype=np.float64)) + np.abs(np.asarray(said, dtype=np.float64))
    share = np.divide(np.abs(error), both, out=np.zeros_like(both), where=both > 0)
    return 200 * float(share.mean()) if len(share) else None


def pinball(fact: npt.ArrayLike, quantiles: npt.ArrayLike, levels: Sequence[float] = LEVELS) -> float | None:
    """Mean pinball loss of `quantiles` (levels, n): what lies beyond a quantile costs by its level. Koenker and Bassett (1978), Econometrica 46, 33-50.

    >>> pinball([10, 10], [[8, 8], [10, 10], [11, 13]])  # (2 × 0.1 + 0.1 + 2 × 0.1 + 0.3) / 6
    0.13...
    """
    over = np.asarray(fact, dtype=np.float64) - np.asarray(quantiles, dtype=np.float64)
    level = np.asarray(levels)[:, None]
    return float(np.maximum(level * over, (level - 1) * over).mean()) if over.size else None


def coverage(fact: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> Rate:
    """How many facts lay in their range, both ends included, with Wilson's interval.

    >>> coverage([1, 5, 9], [0, 6, 9], [2, 8, 9]).value
    0.66...
    """
    came = np.asarray(fact, dtype=np.float64)
    inside = (came >= np.asarray(low)) & (came <= np.asarray(high))
    return wilson(int(inside.sum()), len(came))


def widening(
    fact: npt.ArrayLike,
    low: npt.ArrayLike,
    middle: npt.ArrayLike,
    high: npt.ArrayLike,
    promised: float = PROMISED,
) -> float:
    """By which factor the next range has to be wider, on both sides of its middle, to hold what is `promised`: split conformal prediction.

    Lei et al. (2018), JASA 113, 1094-1111: the (n + 1) promised-th smallest of how far past facts lay from the middle, in half ranges of their side; between two of them
    in proportion, for of twelve the next one up would hold 85 where 80 are promised. That is drawn towards 1 by n / (n + 9), stays 1 up to five past forecasts, and lies
    within 0.5 and 3.

    >>> widening([14, 8, 11, 16, 7, 13, 6, 12, 9], [9] * 9, [10] * 9, [12] * 9)  # ranks: 8th of 9 is 3 half ranges; √3 of it
    1.73...
    """
    apart = _half_ranges(*(np.asarray(column, dtype=np.float64) for column in (fact, low, middle, high)))
    n = len(apart)
    if n <= TOO_FEW:
        return 1.0
    ranked = np.clip(np.sort(apart), NARROWEST, WIDEST)
    raw = float(np.interp((n + 1) * promised, np.arange(1, n + 1), ranked))
    return float(raw ** (n / (n + HALF_WEIGHT)))


def _half_ranges(fact: Floats, low: Floats, middle: Floats, high: Floats) -> Floats:
    """How far each fact lay from the middle, in lengths of the half of the range on its side; ∞ beyond a half that has no length."""
    away = np.abs(fact - middle)
    half = np.where(fact >= middle, high - middle, middle - low)
    return np.where(away == 0, 0.0, np.divide(away, half, out=np.full_like(away, np.inf), where=half > 0))


def _errors(fact: npt.ArrayLike, said: npt.ArrayLike) -> tuple[Floats, float]:
    """said − fact, and Σ|fact|."""
    came = np.asarray(fact, dtype=np.float64)
    return np.asarray(said, dtype=np.float64) - came, float(np.abs(came).sum())
