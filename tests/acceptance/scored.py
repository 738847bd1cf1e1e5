"""A simulated company's score, held against the stage alone and against Odoo's naive Bayes, on the same later deals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acceptance.odoo import naive_bayes
from acceptance.simulated import simulated
from voronka.metrics.future.scoring.learning import learn
from voronka.metrics.future.scoring.past import past
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.question import Question
from voronka.predict.score.judge import auc, calibration, calibration_error, log_loss
from voronka.predict.score.validate import FOLDS

DEALS = 5000


@dataclass(frozen=True)
class Scored:
    """What one company's score told out of time: AUC, expected calibration error, and log losses."""

    verdict: str
    area: float
    area_at_creation: float
    error: float
    loss: float
    base: float
    stage: float
    odoo: float

    @property
    def is_better(self) -> bool:
        """Whether it beats both the stage alone and the naive Bayes."""
        return self.loss < min(self.stage, self.odoo)


def scored(seed: int, deals: int = DEALS) -> Scored:
    """The score of the company of that seed."""
    with simulated(seed, deals, with_touches=True) as (engine, _):
        question = asked(Question("score"), dictionary(engine))
        known, found = past(engine, question), learn(engine, question)
        assert found.trial is not None
        tried = found.trial
        at = tried.snapshots.moment
        # The spans that the trial told, each by what was known when it began.
        spans = np.quantile(at, np.linspace(0, 1, FOLDS + 1)[:-1], method="inverted_cdf").astype(np.int64)
        odoo = naive_bayes(known, tried, spans, question.account.timezone)
        won, deal = tried.snapshots.won, tried.snapshots.deal
        fresh = at - known.started[deal] <= 1
        area, first = auc(tried.chance, won, deal).value, auc(tried.chance[fresh], won[fresh]).value
        error = calibration_error(calibration(tried.chance, won))
        assert area is not None
        assert first is not None
        assert error is not None
        losses = (log_loss(one, won) for one in (tried.chance, tried.base, tried.by_stage, odoo))
        return Scored(found.state, area, first, error, *losses)
