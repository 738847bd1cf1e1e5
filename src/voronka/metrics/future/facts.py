"""The fact of a goal: the number of its metric for its people, period and pipeline, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase
from voronka.metrics.activity.activity import THINGS
from voronka.metrics.ask import module_of, settled
from voronka.metrics.catalog import METRICS
from voronka.metrics.found import Found
from voronka.metrics.future.aims import Aim
from voronka.metrics.future.whose import condition_of, name_of
from voronka.metrics.guide.measure import Measure, found_at
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.scope import asked as asked_in
from voronka.model.goal import COMPANY, Whom
from voronka.model.period import Period
from voronka.model.question import Question

#: Metrics whose facts are theirs who acted, whoever owns the deal.
OF_ACTORS = frozenset({"activity"})
_MINUTES = 24 * 60
_KEPT = 512


@dataclass(frozen=True)
class Place:
    """What a goal is about, without its value: an aim of somebody in a period of a pipeline ("" is the main one)."""

    aim: Aim
    whom: Whom
    period: Period
    pipeline: str = ""


def question_of(asked: Asked, place: Place, engine: Engine | None = None) -> Asked:
    """The question of the place's metric, as of the same moment; whose deals count for people and teams the engine knows. InputError where it cannot be asked of this company."""
    metric = METRICS[place.aim.metric]
    given = Question.from_pairs([("metric", metric.name), *metric.example])
    is_of_actors = metric.name in OF_ACTORS and place.whom != COMPANY
    question = given.with_(
        pipeline=place.pipeline or None,
        period=place.period,
        as_of=asked.question.as_of,
        where=() if is_of_actors or engine is None else condition_of(engine, place.whom),
        by=("manager" if place.whom.kind == "person" else "team") if is_of_actors else None,
    )
    return asked_in(question, asked.names, replace(asked.context, plan_minor=None))


def fact(engine: Engine, asked: Asked, place: Place) -> tuple[Measure | None, Phrase | str]:
    """The number as it stands, in the aim's unit; None and why where there is none."""
    try:
        one = question_of(asked, place, engine)
        found = _found(engine, one)
    except InputError as error:
        return None, error.what
    return _measured(one, place, found), ""


def _found(engine: Engine, one: Asked) -> Found:
    """The metric's answer; several goals may be about the same one."""
    key = one.question.to_text(), one.as_of, repr(replace(one.context, goals=()))
    return once(
        engine, "goals facts", key, lambda: module_of(one.metric).answer(engine, settled(engine, one)), _KEPT
    )


def _measured(one: Asked, place: Place, found: Found) -> Measure | None:
    rows = found.rows
    if one.by is not None:
        name = str(name_of(one.names, place.whom))
        rows = [row for row in rows if row["segment"] in {name, f"{name} #{place.whom.number}"}]
    number = found_at(place.aim.path, rows, found.columns or one.metric.columns)
    if number is None:
        # who did nothing yet did none; of what the CRM does not tell nothing is known
        is_none = one.by is not None and not rows and not _is_unknown(place.aim, found)
        return Measure(0, place.aim.unit) if is_none and place.aim.growth == "sum" else None
    if place.aim.unit == "minutes" and number.unit == "days":
        low, high = (None if end is None else end * _MINUTES for end in (number.low, number.high))
        return Measure(number.value * _MINUTES, "minutes", low, high, number.n)
    return replace(number, unit=place.aim.unit)


def _is_unknown(aim: Aim, found: Found) -> bool:
    """Whether the CRM has never told of such activities: calls_unknown, as the metric notes it."""
    kind = next((kind for thing, kind in THINGS.items() if thing == aim.path), "call")
    return f"{kind}s_unknown" in found.notes
