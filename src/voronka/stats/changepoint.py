"""Since when is it different? Change points of a series of shares or of counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voronka.stats.redraw import generator
from voronka.stats.risk import Floats

#: A series without any change is said to have one this often.
FALSE = 0.05
_SIMULATED = 999


@dataclass(frozen=True)
class Change:
    """At period `at` (from 0: the first period of the new level) the level went from `before` to `after`.

    `before` and `after` are the levels of the pieces on both sides, each up to the next change. `p`: the chance of a split so clear
    somewhere in a piece of this length that has none.
    """

    at: int
    before: float
    after: float
    p: float


def rate_changes(
    hits: npt.ArrayLike, trials: npt.ArrayLike, false: float = FALSE, shortest: int = 2
) -> list[Change]:
    """Change points of the shares `hits` / `trials` by period, in order of time; a piece has at least `shortest` periods.

    Binary segmentation on the binomial likelihood ratio: Scott and Knott (1974), Biometrics 30, 507-512. A split is kept where its p-value is at
    most `false`; that p-value is simulated, shares without a change being drawn for the same trials, so a quiet series shows a change in
    5 % of the cases. Periods are taken as independent: a season looks like a change.

    >>> rate_changes([10, 12, 9, 11, 25, 24, 26, 27], [50] * 8)
    [Change(at=4, before=0.21, after=0.51, p=0.001)]
    """
    won, tried = np.asarray(hits, dtype=np.int64), np.asarray(trials, dtype=np.int64)
    if np.any(won > tried) or np.any(won < 0):
        raise ValueError("hits cannot exceed trials")
    return _segment(won, tried, True, false, shortest)


def count_changes(
    counts: npt.ArrayLike, exposure: npt.ArrayLike | None = None, false: float = FALSE, shortest: int = 2
) -> list[Change]:
    """Change points of counts per period, or per unit of `exposure` (working days), in order of time; else as `rate_changes`, with Poisson's likelihood.

    >>> count_changes([5, 4, 6, 5, 15, 14, 17])
    [Change(at=4, before=5.0, after=15.333333333333334, p=0.001)]
    """
    seen = np.asarray(counts, dtype=np.int64)
    weights = np.ones(len(seen)) if exposure is None else np.asarray(exposure, dtype=np.float64)
    if np.any(seen < 0) or np.any(weights < 0) or np.any((weights == 0) & (seen > 0)):
        raise ValueError("counts cannot be negative, nor happen without exposure")
    return _segment(seen, weights, False, false, shortest)


def _segment(
    events: npt.NDArray[np.int64],
    size: npt.NDArray[np.int64] | Floats,
    is_share: bool,
    false: float,
    shortest: int,
) -> list[Change]:
    found: dict[int, float] = {}
    pieces = [(0, len(events))]
    while pieces:
        start, end = pieces.pop()
        split = _split(events[start:end], size[start:end], is_share, shortest)
        if split is None or split[1] > false:
            continue
        middle = start + split[0]
        found[middle] = split[1]
        pieces += [(start, middle), (middle, end)]
    edges = [0, *sorted(found), len(events)]
    levels = [float(events[a:b].sum() / size[a:b].sum()) for a, b in pairwise(edges)] if found else []
    return [
        Change(at, levels[number], levels[number + 1], found[at]) for number, at in enumerate(edges[1:-1])
    ]


def _split(
    events: npt.NDArray[np.int64], size: npt.NDArray[np.int64] | Floats, is_share: bool, shortest: int
) -> tuple[int, float] | None:
    """The clearest split of a piece and how often chance alone makes one so clear."""
    if len(events) < 2 * shortest or events.sum() == 0 or (is_share and events.sum() == size.sum()):
        return None
    gains = _gains(events[None, :], size, is_share, shortest)
    if not np.isfinite(gains).any():
        return None
    best = int(gains[0].argmax())
    rng = generator(events, size)
    # The total tells nothing of a change: given it, chance deals the events to the periods by their size.
    if is_share:
        drawn = rng.multivariate_hypergeometric(
            size.astype(np.int64), int(events.sum()), size=_SIMULATED, method="marginals"
        )
    else:
        drawn = rng.multinomial(int(events.sum()), size / size.sum(), size=_SIMULATED)
    clearest = _gains(drawn, size, is_share, shortest).max(axis=1)
    at_least = int((clearest >= gains[0, best] - 1e-9).sum())
    return shortest + best, (at_least + 1) / (_SIMULATED + 1)


def _gains(
    events: npt.NDArray[np.int64], size: npt.NDArray[np.int64] | Floats, is_share: bool, shortest: int
) -> Floats:
    """The log likelihood ratio of each allowed split of each series: (series, periods - 2 shortest + 1); -∞ where a side has no size."""
    cut = slice(shortest - 1, events.shape[1] - shortest)
    left, weight = events.cumsum(axis=1)[:, cut].astype(np.float64), size.cumsum()[cut].astype(np.float64)
    total, whole = float(events[0].sum()), float(size.sum())
    gain = _fit(left, weight) + _fit(total - left, whole - weight) - _fit(np.array(total), np.array(whole))
    if is_share:
        gain += _fit(weight - left, weight) + _fit(whole - weight - total + left, whole - weight)
        gain -= _fit(np.array(whole - total), np.array(whole))
    return np.where((weight > 0) & (weight < whole), gain, -np.inf)


def _fit(events: Floats, size: Floats) -> Floats:
    """events × log(events / size), 0 for none."""
    some = events > 0
    return np.asarray(
        np.where(some, events, 0.0) * np.log(np.where(some, events, 1.0) / np.where(some, size, 1.0)),
        dtype=np.float64,
    )
