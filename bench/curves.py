"""Kaplan and Meier's curve of every stage by 200 managers: ours from counts by hour, lifelines' one after the other, the same counts, one run."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from lifelines import KaplanMeierFitter

from bench.measure import seconds
from voronka.stats.curves import kaplan_meier
from voronka.stats.risk import Counts, Risk

STAGES, MANAGERS, STAYS = 7, 200, 10_000_000
TIMES = 5


def against_lifelines(stays: int = STAYS) -> dict[str, Any]:
    """Seconds of both, whether lifelines got counts with weights, and the greatest difference of any point of any curve."""
    group, age, ended, going_on = counts(stays)
    mine = seconds(lambda: kaplan_meier(_risk(group, age, ended, going_on)), TIMES)
    curve = kaplan_meier(_risk(group, age, ended, going_on))
    theirs: list[np.ndarray] = []
    taken = seconds(lambda: theirs.extend(_lifelines(group, age, ended, going_on)))
    worst = max(
        float(np.abs(curve.still[curve.risk.group == number] - still).max())
        for number, still in enumerate(theirs)
    )
    return {"rows": len(group), "curves": len(theirs), "ours": mine, "lifelines": taken, "difference": worst}


def counts(stays: int) -> tuple[Counts, Counts, Counts, Counts]:
    """Stays of log-normal length by stage and manager, a tenth still going on, counted by whole hour of age: (group, age, ended, going_on)."""
    rng = np.random.default_rng(1)
    group = rng.integers(0, STAGES * MANAGERS, stays)
    pace = rng.normal(4, 0.7, STAGES * MANAGERS)
    age = np.exp(rng.normal(pace[group], 1.0)).astype(np.int64)
    is_open = rng.random(stays) < 0.1
    width = int(age.max()) + 1
    keys, where = np.unique(group * width + age, return_inverse=True)
    going_on = np.bincount(where, weights=is_open).astype(np.int64)
    ended = np.bincount(where).astype(np.int64) - going_on
    return keys // width, keys % width, ended, going_on


def _risk(group: Counts, age: Counts, ended: Counts, going_on: Counts) -> Risk:
    return Risk.make(age, ended, going_on, group=group, groups=STAGES * MANAGERS)


def _lifelines(group: Counts, age: Counts, ended: Counts, going_on: Counts) -> list[np.ndarray]:
    """One fit per curve, from the same counts by weights: the fastest way that lifelines has."""
    found = []
    edges = np.searchsorted(group, np.arange(STAGES * MANAGERS + 1))
    for low, high in pairwise(edges.tolist()):
        rows = slice(low, high)
        ages = np.concatenate([age[rows], age[rows]])
        weights = np.concatenate([ended[rows], going_on[rows]])
        events = np.repeat([1, 0], high - low)
        kept = weights > 0
        fit = KaplanMeierFitter().fit(ages[kept], events[kept], weights=weights[kept])
        still = fit.survival_function_["KM_estimate"]
        found.append(still.loc[age[rows]].to_numpy())
    return found
