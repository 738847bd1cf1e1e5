"""What share of a mix of deals would be won in average hands: log-odds that add up over the traits of a deal, fitted beside the hands it was in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voronka.stats.risk import Counts, Floats

#: A trait's log-odds are held towards zero as if by this precision: a rare trait cannot say "never", and says little.
HELD = 0.5
_ROUNDS = 50


def expected_shares(
    group: Counts, traits: Sequence[Counts], trials: Counts, hits: Counts, deals: Counts, groups: int
) -> Floats:
    """The share of each group's own mix that would be won in average hands, relative to that of the whole: (groups,), 1 for an average mix.

    One row per group and kind of deal: `group` and each of `traits` are codes from 0, `trials` and `hits` what the fit learns from, `deals` what is
    weighed. Each group has log-odds of its own in the fit, so that a trait is not credited with the hands it mostly fell into.
    Penalised logistic regression by Newton's method (le Cessie and van Houwelingen, 1992, Applied Statistics 41, 191-201).

    >>> group, source = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> trials = np.array([900, 100, 100, 900])
    >>> expected_shares(group, [source], trials, np.array([450, 10, 50, 90]), trials, 2).round(1).tolist()
    [1.5, 0.5]
    """
    total = float(deals.sum())
    told = trials > 0
    if not hits.sum() or not total:
        return np.ones(groups)
    widths = [groups, *(int(trait.max(initial=0)) + 1 for trait in traits)]
    dummies = [_dummies(codes, width) for codes, width in zip((group, *traits), widths, strict=True)]
    design = np.hstack([np.ones((len(group), 1)), *dummies])
    found = _fit(design[told], trials[told].astype(np.float64), hits[told].astype(np.float64))
    sizes = np.bincount(group, weights=deals, minlength=groups)
    found[1 : groups + 1] = sizes @ found[1 : groups + 1] / total
    share = _chance(design @ found)
    mine = np.bincount(group, weights=deals * share, minlength=groups)
    whole = float(mine.sum()) / total
    return np.asarray(np.divide(mine, sizes * whole, out=np.ones(groups), where=sizes > 0))


def _fit(design: Floats, trials: Floats, hits: Floats) -> Floats:
    """Coefficients; the first column, the mean, is not held."""
    penalty = np.full(design.shape[1], HELD)
    penalty[0] = 0.0
    found = np.zeros(design.shape[1])
    found[0] = np.log((hits.sum() + 0.5) / (trials.sum() - hits.sum() + 0.5))
    for _ in range(_ROUNDS):
        share = _chance(design @ found)
        slope = design.T @ (hits - trials * share) - penalty * found
        bend = (design.T * (trials * share * (1 - share))) @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(bend, slope)
        found = found + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    return found


def _dummies(codes: Counts, width: int) -> Floats:
    return np.asarray(codes[:, None] == np.arange(width)[None, :], dtype=np.float64)


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))
