"""How a goal's figure will stand when its period is over, and how likely the goal is reached: by the forecast's draws, or by the figure's own past periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.buckets import Bucket
from voronka.metrics.future.facts import Place, fact
from voronka.metrics.future.outlook import Outlook, outlook
from voronka.metrics.future.whose import people_of
from voronka.metrics.guide.measure import Measure
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.scope import asked as asked_in
from voronka.metrics.segments import labels
from voronka.model.goal import COMPANY, Whom
from voronka.model.question import Question
from voronka.predict.ends import level_ends, reach_of, share_ends, sum_ends

Floats = npt.NDArray[np.float64]
#: How a probability was come by.
Way = Literal["forecast", "own", "none"]
#: Aims that the forecast draws → what it calls them.
DRAWN = {"revenue": "money", "won": "wins", "new": "created"}
#: Past periods that say how a figure varies.
PAST = 6
_KEPT = 64


@dataclass(frozen=True)
class Chance:
    """Where the figure ends (P10, P50, P90) and the probability that the goal is reached; None and `why` where nothing can be said."""

    way: Way
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    reach: float | None = None
    why: Phrase | str = ""


def chance(
    engine: Engine, asked: Asked, place: Place, target: float, now: Measure | None, done: float
) -> Chance:
    """The chance of a goal of the value `target` whose figure is `now` when the part `done` of its period's work is over."""
    if place.aim.name in DRAWN:
        ends, way = drawn(engine, asked, place), "forecast"
        why = say("no deals of theirs are known yet")
    else:
        ends, way = _own(engine, asked, place, now, done), "own"
        why = say("fewer than three past periods are known")
    if ends is None:
        return Chance("none", why=why)
    low, middle, high = (float(one) for one in np.percentile(ends, (10, 50, 90)))
    return Chance(
        "forecast" if way == "forecast" else "own",
        low,
        middle,
        high,
        reach_of(ends, target, place.aim.direction),
    )


def drawn(engine: Engine, asked: Asked, place: Place) -> Floats | None:
    """The forecast's draws of an aim at the end of its period, fact included; None where nothing of theirs is known.

    People's draws are parts of the company's: it is drawn once and split by who owns the deals now.
    """
    one = _company(asked, place)
    seen = _outlook(engine, one, place)
    measure = DRAWN[place.aim.name]
    if place.whom == COMPANY:
        return seen.draws(measure).astype(np.float64)
    groups = _groups(engine, one, place.whom, seen)
    if not groups:
        return None
    return np.asarray(sum(seen.draws(measure, group).astype(np.float64) for group in groups))


def _company(asked: Asked, place: Place) -> Asked:
    question = Question("results", pipeline=place.pipeline or None, as_of=asked.question.as_of)
    return asked_in(question, asked.names, asked.context)


def _outlook(engine: Engine, one: Asked, place: Place) -> Outlook:
    span = Bucket(str(place.period), place.period.first, place.period.last)
    by = None if place.whom == COMPANY else "current_manager"
    key = (one.question.to_text(), one.as_of, span, by, one.context.country)
    return once(engine, "goals outlook", key, lambda: outlook(engine, one, (span,), by), _KEPT)


def _groups(engine: Engine, one: Asked, whom: Whom, seen: Outlook) -> list[int]:
    """The groups of the people of a goal."""
    people = people_of(engine, whom)
    everybody = [person for account, person in one.names.people if account == one.account.account_id]
    by_manager = asked_in(one.question.with_(by="current_manager"), one.names, one.context)
    named = labels(by_manager, everybody)
    plain = {person: one.names.people[one.account.account_id, person] for person in everybody}
    wanted = {name for person in people if person in named for name in (named[person], plain[person])}
    return [number for number, group in enumerate(seen.groups) if group in wanted]


def _own(engine: Engine, asked: Asked, place: Place, now: Measure | None, done: float) -> Floats | None:
    """By the figure's own past periods of the same length."""
    past = [one for one in _past(engine, asked, place) if one is not None]
    value = now.value if now is not None else None
    if place.aim.growth == "sum":
        return sum_ends(value or 0.0, done, [one.value for one in past])
    if place.aim.growth == "share" and all(one.n for one in past):
        own = (value * (now.n or 0), now.n or 0) if now is not None and value is not None else (0.0, 0)
        return share_ends(*own, done, [(one.value * (one.n or 0), one.n or 0) for one in past])
    return level_ends(value, done, [one.value for one in past])


def _past(engine: Engine, asked: Asked, place: Place) -> list[Measure | None]:
    """The same figure in whole periods before, the nearest first, as far as the history reaches; of the goal's own people."""
    found: list[Measure | None] = []
    zone, known = asked.account.timezone, asked.names.known_from
    period = place.period.previous()
    today = local_day(asked.as_of, zone)
    while known is not None and period.bounds(zone)[0] >= known and len(found) < PAST:
        if period.last <= today:
            before = Place(place.aim, place.whom, period, place.pipeline)
            found.append(fact(engine, asked, before)[0])
        period = period.previous()
    return found
