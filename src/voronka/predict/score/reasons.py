"""Why a deal's chance is not the average one: what each trait adds or takes, in shares that add up."""

from __future__ import annotations

import numpy as np

from voronka.predict.score.fit import Fit
from voronka.predict.score.traits import Traits
from voronka.stats.logit import chance
from voronka.stats.risk import Floats


def contributions(fit: Fit, traits: Traits) -> Floats:
    """(rows, traits of the design): how much each trait moves the chance from the average one; each row adds up to its chance − average.

    Along the straight way from the average deal to this one every trait's share of the change is counted (Aumann and Shapley; integrated gradients of
    Sundararajan, Taly and Yan 2017): in a logit that is its part of the log-odds × the mean slope of the way.
    """
    rows = fit.design.matrix(traits)
    parts = fit.slope * (rows - fit.centre) * fit.coefficients[1:]
    owners, names = fit.design.owners, len(fit.design.names)
    by_trait = (
        np.stack([parts[:, owners == one].sum(axis=1) for one in range(names)], axis=1)
        if names
        else np.zeros((len(rows), 0))
    )
    odds = fit.odds(traits)
    start = odds - by_trait.sum(axis=1)
    moved, way = chance(odds) - chance(start), odds - start
    slope = np.where(
        np.abs(way) > 1e-9, moved / np.where(np.abs(way) > 1e-9, way, 1), chance(odds) * (1 - chance(odds))
    )
    return np.asarray(by_trait * slope[:, None])
