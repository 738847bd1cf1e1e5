"""The naive Bayes of Odoo's predictive lead scoring (`crm_lead.py`), as a baseline only: what a score has to beat."""

from __future__ import annotations

import numpy as np

from voronka.metrics.future.scoring.past import Past
from voronka.metrics.future.scoring.traits import traits_at
from voronka.predict.score.judge import Flags
from voronka.predict.score.validate import Trial
from voronka.stats.risk import Counts, Floats

SMOOTHING = 0.1
#: The fields that it counts, beside the stage.
FIELDS = ("source", "manager")


def naive_bayes(known: Past, tried: Trial, spans: Counts, timezone: str) -> Floats:
    """Its chance for every row of a trial, fitted at the beginning of the row's span (`spans`, ascending).

    Won leads credit every stage, lost ones the stages up to their last; fields as they stand at the closing; +0.1 everywhere.
    """
    asked = tried.snapshots
    told = np.full(len(asked), np.nan)
    for start, end in zip(spans, [*spans[1:], np.iinfo(np.int64).max], strict=True):
        rows = (asked.moment >= start) & (asked.moment < end)
        closed = np.flatnonzero(known.is_closed & (known.ended < start))
        if rows.any() and len(closed):
            told[rows] = _told(known, closed, asked.deal[rows], asked.moment[rows], timezone)
    return np.clip(told, 0.0, 1.0)


def _told(known: Past, closed: Counts, deal: Counts, moment: Counts, timezone: str) -> Floats:
    won = known.is_won[closed]
    then = traits_at(known, closed, known.ended[closed], timezone)
    now = traits_at(known, deal, moment, timezone)
    odds = np.full(len(deal), np.log(won.sum() / (~won).sum()))
    last = _stage(then["stage"].values, then["stage"].words)
    here = _stage(now["stage"].values, now["stage"].words)
    for stage in np.unique(here).tolist():
        counts = won.sum() + SMOOTHING, (last[~won] >= stage).sum() + SMOOTHING
        odds[here == stage] += np.log(counts[0] / won.sum()) - np.log(counts[1] / (~won).sum())
    for name in FIELDS:
        odds += _field(then[name].values, now[name].values, won)
    return np.asarray(1 / (1 + np.exp(-odds)))


def _stage(codes: Counts, words: tuple[str, ...] | None) -> Counts:
    return np.array([int(word) for word in words or ()])[codes]


def _field(then: Counts, now: Counts, won: Flags) -> Floats:
    size = int(max(then.max(initial=0), now.max(initial=0))) + 1
    sides = [np.bincount(then[side & (then >= 0)], minlength=size) + SMOOTHING for side in (won, ~won)]
    ratio = np.log(sides[0] / sides[0].sum()) - np.log(sides[1] / sides[1].sum())
    return np.where(now >= 0, ratio[np.maximum(now, 0)], 0.0)
