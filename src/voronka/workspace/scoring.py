"""Learning and keeping the score's models, one for each pipeline, of all deals of the company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from voronka.clock import now as clock_now
from voronka.errors import RightsError
from voronka.language import Phrase, say
from voronka.model.question import Question
from voronka.model.score import Criterion, Rule, StoredModel

if TYPE_CHECKING:
    from voronka.metrics.names import Pipeline
    from voronka.workspace.whole import Workspace


@dataclass(frozen=True)
class Trained:
    """What became of one pipeline: the model that was kept, or why there is none."""

    pipeline: str
    model: StoredModel | None
    why: Phrase | None = None


@dataclass(frozen=True)
class Scorer:
    """The score of a company: its models and rules, written by `who`."""

    company: Workspace
    who: str = ""

    def train(self, pipeline: str | None = None) -> list[Trained]:
        """Learn a model of that pipeline, or of each that is there, from all deals, and keep it. RightsError for who sees a part."""
        if not self.company.rights.sees_all:
            raise RightsError(
                say("a model is learned from all deals"),
                say("you see some of them"),
                say("ask the owner of the workspace"),
            )
        names = self.company.dictionary()
        asked = (
            [names.pipeline(pipeline)] if pipeline else [one for one in names.pipelines if not one.is_deleted]
        )
        return [self._train(one) for one in asked]

    def is_due(self) -> bool:
        """Whether the newest model is older than the settings say; never where none was ever trained, or the setting is 0."""
        days = self.company.settings["score.retrain_days"]
        if days <= 0 or not self.company.has_team():
            return False
        models = self.company.scores().models()
        return bool(models) and clock_now() - models[0].made_at >= timedelta(days=days)

    def retrain(self) -> list[Trained]:
        """Learn anew whatever was learned before, where that is due; what cannot be learned any more keeps its last model."""
        return self.train() if self.is_due() else []

    def add_rule(self, text: str, points: int) -> Rule:
        """Set a criterion with its points; InputError names a trait that is not there."""
        from voronka.metrics.future.scoring.criteria import check_criterion

        criterion = Criterion.parse(text)
        check_criterion(criterion, self.company.dictionary())
        return self.company.scores().add_rule(criterion, points, clock_now(), self.who)

    def remove_rule(self, number: int) -> Rule:
        """Take a rule back."""
        return self.company.scores().remove_rule(number)

    def _train(self, pipeline: Pipeline) -> Trained:
        from voronka.metrics.future.scoring.training import train

        question = Question("score", pipeline=f"{pipeline.account_id}/{pipeline.pipeline_id}")
        made = train(self.company.engine(), question, self.company.context(), clock_now())
        if isinstance(made, Phrase):
            return Trained(pipeline.name, None, made)
        return Trained(pipeline.name, self.company.scores().store(made))
