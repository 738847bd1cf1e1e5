"""A calibrated chance of a win: a ridge logit of the traits, put right by what it told later deals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from voronka.predict.score.judge import Flags
from voronka.predict.score.traits import Design, Traits, design
from voronka.stats.logit import chance as chance_of
from voronka.stats.logit import fit_logit
from voronka.stats.risk import Floats

#: Strength of the ridge: as if half a deal spoke against each piece of a line and each name.
RIDGE = 2.0
#: The pairs whose line differs: how a deal ages on its stage, and what its amount says, depend on the stage.
CROSSED = (("stage_days", "stage"), ("amount", "stage"))


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients (intercept first) of a design's columns, and the line that calibrates the log-odds: `shift` + `slope` × odds.

    `centre` is the mean row of a deal whose chance is the `average`: what reasons are counted from.
    """

    design: Design
    coefficients: Floats
    average: float
    centre: Floats
    shift: float = 0.0
    slope: float = 1.0

    def odds(self, traits: Traits) -> Floats:
        """Calibrated log-odds of a win."""
        raw = self.coefficients[0] + self.design.matrix(traits) @ self.coefficients[1:]
        return np.asarray(self.shift + self.slope * raw)

    def chances(self, traits: Traits) -> Floats:
        """The calibrated chance of each row."""
        return chance_of(self.odds(traits))

    def calibrated(self, odds: Floats, won: Flags) -> Fit:
        """The same put right by the `odds` that it (or its like) told for rows it had not seen, and what became of them: Platt (1999).

        Where there is too little to judge by, or the odds say nothing, only the level is put right.
        """
        if not won.any() or won.all():
            return self
        found = fit_logit(odds[:, None], won, np.ones(len(won)), 1.0).coefficients
        slope = float(np.clip(found[1], 0.0, 2.0))
        return replace(self, shift=float(found[0]), slope=slope)

    def centred(self, traits: Traits) -> Fit:
        """The same with its `average` chance over these rows, and with the `centre` from which reasons are counted: the mean of rows in which
        better (or worse) ones weigh so much more that their mean row has just the average chance."""
        rows = self.design.matrix(traits)
        odds = self.odds(traits)
        average = float(chance_of(odds).mean())
        tilt = _tilt(odds, float(np.log(average / (1 - average))))
        return replace(self, average=average, centre=tilt @ rows)


def fit(traits: Traits, won: Flags, weight: Floats | None = None, ridge: float = RIDGE) -> Fit:
    """Fitted to rows with their outcome; `weight` is how much each counts. ValueError without rows."""
    shape = design(traits, [pair for pair in CROSSED if pair[0] in traits and pair[1] in traits])
    rows = shape.matrix(traits)
    trials = np.ones(len(won)) if weight is None else weight
    found = fit_logit(rows, won * trials, trials, ridge).coefficients
    average = float((won * trials).sum() / trials.sum())
    return Fit(shape, found, average, np.zeros(rows.shape[1]))


def _tilt(odds: Floats, wanted: float) -> Floats:
    """Weights that add up to 1, exponential in the odds, under which their mean is the wanted one."""
    low, high = -4.0, 4.0
    spread = odds - odds.mean()
    for _ in range(80):
        middle = (low + high) / 2
        weight = np.exp(np.clip(middle * spread, -500, 500))
        weight /= weight.sum()
        low, high = (middle, high) if float(weight @ odds) < wanted else (low, middle)
    return np.asarray(weight)
