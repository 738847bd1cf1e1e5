"""What a question means in one store: names looked up, moments fixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.catalog import metric
from voronka.metrics.kinds import Dimension, Metric
from voronka.metrics.names import Account, Dictionary, Pipeline
from voronka.model.context import NOTHING_TOLD, Context
from voronka.model.goal import COMPANY
from voronka.model.option import OPTIONS, Value
from voronka.model.question import Condition, Population, Question


@dataclass(frozen=True)
class Asked:
    """A question in terms of one store. `pipeline` None means all of the account; `first`, `last` the period; `as_of` is never after `known_until`.

    `is_now`: nothing is known after `as_of`. `window` is where events count: the period in a flow, else everything before `as_of`.
    `settled`: what the metric's module measured beforehand (`metrics.ask.settled`).
    """

    question: Question
    metric: Metric
    names: Dictionary
    account: Account
    pipeline: Pipeline | None
    population: Population
    first: datetime | None
    last: datetime | None
    as_of: datetime
    by: Dimension | None
    where: tuple[tuple[Dimension, Condition], ...]
    context: Context = NOTHING_TOLD
    settled: Any = None

    @property
    def is_now(self) -> bool:
        """True when the derived columns of `journeys` can answer."""
        return self.as_of >= self.names.known_until

    @property
    def window(self) -> tuple[datetime | None, datetime]:
        """Where an event must lie to count: [from, to)."""
        if self.population != "flow":
            return None, self.as_of
        # a period that has not begun is empty, and begins where knowledge ends
        first = None if self.first is None else min(self.first, self.as_of)
        return first, self.as_of if self.last is None else min(self.last, self.as_of)

    def option(self, name: str) -> Value | None:
        """The value of an option of the metric; None where it was not given."""
        texts = self.question.option(name)
        return OPTIONS[name].read(texts) if texts else None

    def number(self, name: str) -> float | None:
        """The value of an option that is a number."""
        value = self.option(name)
        return value if isinstance(value, float) else None

    def text(self, name: str) -> str | None:
        """The value of an option that is a text."""
        value = self.option(name)
        return value if isinstance(value, str) else None

    @property
    def plan_minor(self) -> int | None:
        """The money to be won: as told, else the company's goal for just these days and this pipeline; None where only some deals are asked for."""
        if self.context.plan_minor is not None:
            return self.context.plan_minor
        period = self.question.period
        if period is None or self.pipeline is None or self.where or self.by is not None:
            return None
        for goal in self.context.goals:
            days = goal.period.first, goal.period.last
            is_wanted = goal.aim == "revenue" and goal.whom == COMPANY and days == (period.first, period.last)
            if is_wanted and self.names.pipeline_of(goal, self.context.pipelines) == self.pipeline:
                return round(goal.value)
        return None

    @property
    def is_closed(self) -> bool:
        """True when the period picks deals by their closing."""
        period = self.question.period
        return period is not None and period.basis == "closed"


def asked(question: Question, names: Dictionary, context: Context = NOTHING_TOLD) -> Asked:
    """Look up every name of the question. InputError names what is unknown or does not go together."""
    wanted = metric(question.metric)
    by = names.dimension(question.by) if question.by else None
    where = tuple((names.dimension(one.dimension), one) for one in question.where)
    if by is not None and not wanted.can_split:
        raise InputError(
            say("“{metric}” is not split", metric=wanted.name),
            do=say("leave out by, or narrow the question by where=…"),
        )
    if by is not None and wanted.dimensions and by.name not in wanted.dimensions:
        raise InputError(
            say("“{metric}” is not split by “{name}”", metric=wanted.name, name=by.name),
            say("it is split by: {names}", names=", ".join(wanted.dimensions)),
        )
    if by is not None and not by.can_group:
        raise InputError(
            say("cannot split by “{name}”", name=by.name),
            say("it serves as a filter only"),
            say("use it in where"),
        )
    pipeline = _pipeline(question, names, by, where, wanted, context.pipelines)
    account = names.account(pipeline.account_id if pipeline else names.pipelines[0].account_id)
    bounds = question.period.bounds(account.timezone) if question.period else (None, None)
    if wanted.needs_period and question.period is None:
        raise InputError(
            say("“{name}” needs a period", name=wanted.name), do=say("write period=2026-07, for example")
        )
    _check_options(question, wanted)
    as_of = min(question.as_of or names.known_until, names.known_until)
    return Asked(
        question,
        wanted,
        names,
        account,
        pipeline,
        _population(question, wanted),
        bounds[0],
        bounds[1],
        as_of,
        by,
        where,
        context,
    )


def _check_options(question: Question, wanted: Metric) -> None:
    for name in dict.fromkeys(name for name, _ in question.options):
        if name not in wanted.options:
            raise InputError(
                say("“{metric}” has no option “{name}”", metric=wanted.name, name=name),
                say("its options are: {names}", names=", ".join(wanted.options) or "—"),
            )
        OPTIONS[name].read(question.option(name))


def _population(question: Question, wanted: Metric) -> Population:
    if question.population is None:
        return wanted.populations[0]
    if question.population in wanted.populations:
        return question.population
    raise InputError(
        say("“{metric}” has no population “{name}”", metric=wanted.name, name=question.population),
        say("it has: {names}", names=", ".join(wanted.populations)),
    )


def _pipeline(
    question: Question,
    names: Dictionary,
    by: Dimension | None,
    where: tuple[tuple[Dimension, Condition], ...],
    wanted: Metric,
    shown: tuple[str, ...],
) -> Pipeline | None:
    over_all = (by is not None and by.name == "pipeline") or any(d.name == "pipeline" for d, _ in where)
    if not over_all:
        return names.pipeline(question.pipeline, shown)
    if not wanted.over_all_pipelines:
        raise InputError(
            say("“{metric}” is of one pipeline", metric=wanted.name),
            say("stages of several pipelines have no common order"),
            say("name it by pipeline=…"),
        )
    return None
