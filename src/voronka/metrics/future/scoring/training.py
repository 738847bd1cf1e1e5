"""A model to be kept: learned from everything that the engine shows, with how good it was out of time."""

from __future__ import annotations

from datetime import datetime

from voronka.engines.base import Engine
from voronka.language import Phrase
from voronka.metrics.future.scoring.learning import learn
from voronka.metrics.future.scoring.record import metrics
from voronka.metrics.future.scoring.words import refusal
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.context import Context
from voronka.model.question import Question
from voronka.model.score import StoredModel
from voronka.predict.score.keep import kept


def train(engine: Engine, question: Question, context: Context, now: datetime) -> StoredModel | Phrase:
    """The model of the question's pipeline, without a number yet; a phrase that says why there is none."""
    known = asked(question, dictionary(engine), context)
    found = learn(engine, known)
    if found.fit is None:
        why = refusal(found.state, found.closed)
        assert why is not None
        return why
    assert known.pipeline is not None
    return StoredModel(
        number=0,
        made_at=now,
        as_of=known.as_of,
        account_id=known.account.account_id,
        pipeline_id=known.pipeline.pipeline_id,
        store_version=known.names.version,
        definition=known.names.definition,
        horizon_days=found.horizon_days,
        features=found.used,
        metrics=metrics(found),
        body=kept(found.fit, found.bins) | {"freshest": [list(one) for one in found.freshest]},
    )
