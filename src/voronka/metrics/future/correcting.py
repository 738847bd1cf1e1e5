"""Draws brought to what the past allows: ranges as wide as they had to be, or those of a simpler method where it was better."""

from __future__ import annotations

import numpy as np

from voronka.metrics.future.choosing import MODEL, Choice
from voronka.metrics.future.fan import FAN
from voronka.predict.stages import Ints


def corrected(draws: Ints, choice: Choice, measure: int, step: int, part: float) -> Ints:
    """Draws (draws,) of what is still to come of one step; `part` of it lies ahead. Their order stays, so that good draws stay good ones."""
    if choice.method == MODEL:
        middle = float(np.percentile(draws, 50, method="inverted_cdf"))
        found = middle + choice.factors[measure, step] * (draws - middle)
    else:
        rank = np.empty(len(draws))
        rank[np.argsort(draws, kind="stable")] = (np.arange(len(draws)) + 0.5) / len(draws)
        found = part * np.interp(100 * rank, FAN, choice.others[choice.method][measure, :, step])
    return np.asarray(np.rint(np.maximum(found, 0.0)), dtype=np.int64)


def dealt(whole: Ints, groups: Ints) -> Ints:
    """`whole` (draws,) over groups in the proportions of `groups` (draws, groups), to the unit; where a draw has none, in those of all draws."""
    weights = groups.astype(np.float64)
    none = weights.sum(axis=1) == 0
    usual = weights.mean(axis=0)
    weights[none] = usual if usual.any() else 1.0
    share = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    upto = np.rint(share * whole[:, None])
    upto[:, -1] = whole
    return np.asarray(np.diff(upto, axis=1, prepend=0.0), dtype=np.int64)
