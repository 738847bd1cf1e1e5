"""The score tried out of time: each span of the past is told by what was known when it began, and held against what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from voronka.model.estimate import Estimate
from voronka.predict.score.fit import RIDGE, Fit, fit
from voronka.predict.score.judge import LEAST, Flags, auc
from voronka.predict.score.traits import Traits, rows_of
from voronka.stats.intervals import Z
from voronka.stats.risk import Counts, Floats

#: The later half of the past is told in so many spans, each by a fit of its own.
FOLDS = 4
#: A fit needs so many rows and wins before it tells anything; calibration as many told ones.
FEWEST_ROWS, FEWEST_WINS = 100, 10


@dataclass(frozen=True, eq=False)
class Snapshots:
    """Open deals as they were at past moments: `deal` and `moment` (seconds), their traits then, and whether they were won within the horizon.

    Only those whose whole horizon has passed, so that no outcome is cut off and none needs a weight.
    """

    deal: Counts
    moment: Counts
    traits: Traits
    won: Flags
    horizon: int

    def __len__(self) -> int:
        return len(self.deal)

    def rows(self, which: Flags) -> Snapshots:
        """Some of them."""
        return Snapshots(
            self.deal[which], self.moment[which], rows_of(self.traits, which), self.won[which], self.horizon
        )


@dataclass(frozen=True, eq=False)
class Trial:
    """What was told out of time: `chance` of each row of `snapshots`, beside the `base` rate and the share won from its stage, both as known then.

    `odds` are those before calibration, which the last fit is calibrated by.
    """

    snapshots: Snapshots
    chance: Floats
    base: Floats
    by_stage: Floats
    odds: Floats

    @property
    def area(self) -> Estimate:
        """AUC of the told chances."""
        return auc(self.chance, self.snapshots.won, self.snapshots.deal)

    def gain(self, other: Floats) -> Estimate:
        """By how much the log loss is less than by other chances; the interval counts each deal once."""
        won, deal = self.snapshots.won, self.snapshots.deal
        if not len(won):
            return Estimate(0, None)
        saved = _losses(other, won) - _losses(self.chance, won)
        value = float(saved.mean())
        group = np.unique(deal, return_inverse=True)[1]
        error = float(np.sqrt((np.bincount(group, weights=saved - value) ** 2).sum())) / len(won)
        return Estimate(len(won), value, value - Z * error, value + Z * error)

    @property
    def verdict(self) -> str:
        """`signal`; `no_signal` where chance alone could tell as well, or a share that is the same for all, or the stage alone; `untried` where too little could be told."""
        area = self.area
        if area.low is None:
            return "untried"
        better = [self.gain(one).low for one in (self.base, self.by_stage)]
        told = area.low > 0.5 and all(low is not None and low > 0 for low in better)
        return "signal" if told else "no_signal"


def trial(past: Snapshots, ridge: float = RIDGE, folds: int = FOLDS) -> Trial:
    """Tell the later half of the past, span by span; empty where the past is too short."""
    told = np.full((4, len(past)), np.nan)
    for start, end in _spans(past.moment, folds):
        known = past.moment + past.horizon <= start
        here = (past.moment >= start) & (past.moment < end)
        if not _is_enough(past.won[known]) or not here.any():
            continue
        before = past.rows(known)
        found = fit(before.traits, before.won, ridge=ridge)
        asked = past.rows(here)
        told[0, here] = found.odds(asked.traits)
        # What was told earlier and is known by now puts the level and the slope right.
        judged = known & ~np.isnan(told[0])
        if _is_enough(past.won[judged]):
            found = found.calibrated(told[0, judged], past.won[judged])
        told[1, here] = found.chances(asked.traits)
        told[2, here] = before.won.mean()
        told[3, here] = _by_stage(before, asked)
    seen = ~np.isnan(told[1])
    return Trial(past.rows(seen), *(told[place, seen] for place in (1, 2, 3, 0)))


def learned(past: Snapshots, tried: Trial, ridge: float = RIDGE) -> Fit:
    """The fit of all the past, calibrated by what fits like it told out of time."""
    found = fit(past.traits, past.won, ridge=ridge)
    if _is_enough(tried.snapshots.won):
        found = found.calibrated(tried.odds, tried.snapshots.won)
    return found.centred(past.traits)


def _spans(moment: Counts, folds: int) -> list[tuple[int, int]]:
    if not len(moment):
        return []
    edges = np.quantile(moment, np.linspace(0.5, 1, folds + 1), method="inverted_cdf").astype(np.int64)
    edges[-1] = int(moment.max()) + 1
    return [(int(start), int(end)) for start, end in pairwise(edges) if end > start]


def _is_enough(won: Flags) -> bool:
    return len(won) >= FEWEST_ROWS and FEWEST_WINS <= int(won.sum()) <= len(won) - FEWEST_WINS


def _by_stage(before: Snapshots, asked: Snapshots) -> Floats:
    """The share won from each stage, with one average deal added to each."""
    mean = float(before.won.mean())
    stage = before.traits.get("stage")
    if stage is None or stage.words is None:
        return np.full(len(asked), mean)
    size = len(stage.words) + 1
    wins, rows = (
        np.bincount(stage.values + 1, weights=weights, minlength=size)
        for weights in (before.won.astype(np.float64), np.ones(len(before)))
    )
    return np.asarray(((wins + mean) / (rows + 1))[asked.traits["stage"].values + 1])


def _losses(chance: Floats, won: Flags) -> Floats:
    safe = np.clip(chance, LEAST, 1 - LEAST)
    return np.asarray(-np.where(won, np.log(safe), np.log1p(-safe)))
