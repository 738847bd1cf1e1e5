"""How a goal stands: its fact, what would be on pace, where it ends and how likely it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from voronka.clock import local_day, start_of_day
from voronka.engines.base import Engine
from voronka.language import Phrase
from voronka.metrics.future.aims import Aim, aim_of
from voronka.metrics.future.chance import Chance, chance
from voronka.metrics.future.facts import Place, fact
from voronka.metrics.future.relations import day_of
from voronka.metrics.future.told import told
from voronka.metrics.guide.measure import Measure
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.scope import asked as asked_in
from voronka.model.goal import Goal
from voronka.model.question import Question
from voronka.predict.pace import Rhythm, fit_rhythm

#: What can be said of a goal in one word; `ahead` and `behind` of its pace where no probability is known.
Verdict = Literal[
    "reached", "missed", "sure", "likely", "even", "unlikely", "hopeless", "ahead", "behind", "open"
]
#: From which probability on each is said.
_LIKELY: tuple[tuple[float, Verdict], ...] = (
    (0.9, "sure"), (0.6, "likely"), (0.4, "even"), (0.1, "unlikely"), (0.0, "hopeless"),
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A goal with what is known of it; `done` is the part of its period's work that is over, `pace` where its figure should be now, `why` says what is unknown."""

    goal: Goal
    aim: Aim
    now: Measure | None
    done: float
    pace: float
    chance: Chance
    verdict: Verdict
    why: Phrase | str = ""

    @property
    def gap(self) -> float | None:
        """What is lacking; None where nothing is, or nothing is known."""
        if self.now is None:
            return None
        lacking = (self.goal.value - self.now.value) * self.aim.direction
        return lacking if lacking > 0 else None


def standing(engine: Engine, asked: Asked, goal: Goal) -> Standing:
    """How a goal stands at the question's as-of time."""
    aim = aim_of(goal.aim)
    place = Place(aim, goal.whom, goal.period, goal.pipeline)
    done = done_of(engine, asked, place)
    now, why = fact(engine, asked, place) if done > 0 or _has_begun(asked, goal) else (None, "")
    pace = goal.value * done if aim.growth == "sum" else goal.value
    if done >= 1:
        return Standing(goal, aim, now, done, pace, Chance("none"), _over(goal, aim, now), why)
    ahead = Chance("none", why=why) if why else chance(engine, asked, place, goal.value, now, done)
    return Standing(
        goal, aim, now, done, pace, ahead, _verdict(goal, aim, now, pace, ahead), why or ahead.why
    )


def done_of(engine: Engine, asked: Asked, place: Place) -> float:
    """The part of a period's work that is over at the as-of time; of today as much as of its working hours."""
    zone, period = asked.account.timezone, place.period
    today = local_day(asked.as_of, zone)
    hours = (asked.as_of - start_of_day(today, zone)).total_seconds() / 3600
    opens, closes = asked.context.working_hours
    part = min(max((hours - opens) / (closes - opens), 0.0), 1.0)
    return rhythm(engine, asked, place).done(period.first, period.last, today, part)


def rhythm(engine: Engine, asked: Asked, place: Place) -> Rhythm:
    """The company's own rhythm: of wins for money and wins, of new deals for these; all else goes by working days."""
    term = {"revenue": "won", "won": "won", "new": "new"}.get(place.aim.name)
    if term is None:
        return Rhythm(asked.context.country)
    question = Question("results", pipeline=place.pipeline or None, as_of=asked.question.as_of)
    one = asked_in(question, asked.names, asked.context)
    key = (question.to_text(), one.as_of, term, one.context.country)
    return once(engine, "rhythm", key, lambda: _rhythm(engine, one, term), 8)


def _rhythm(engine: Engine, one: Asked, term: str) -> Rhythm:
    counts = told(engine, one).counts
    here = counts["term"] == term
    days, deals = counts["day"][here], counts["deals"][here]
    if not len(days):
        return Rhythm(one.context.country)
    first = int(days.min())
    return fit_rhythm(np.bincount(days - first, deals).astype(np.int64), day_of(first), one.context.country)


def _has_begun(asked: Asked, goal: Goal) -> bool:
    return goal.period.first <= local_day(asked.as_of, asked.account.timezone)


def _is_reached(goal: Goal, aim: Aim, value: float) -> bool:
    return value >= goal.value if aim.direction > 0 else value <= goal.value


def _over(goal: Goal, aim: Aim, now: Measure | None) -> Verdict:
    if now is None:
        return "open"
    return "reached" if _is_reached(goal, aim, now.value) else "missed"


def _verdict(goal: Goal, aim: Aim, now: Measure | None, pace: float, ahead: Chance) -> Verdict:
    if now is not None and aim.growth == "sum" and aim.direction > 0 and now.value >= goal.value:
        return "reached"
    if ahead.reach is not None:
        return next(verdict for share, verdict in _LIKELY if ahead.reach >= share)
    if now is None:
        return "open"
    return "ahead" if (now.value - pace) * aim.direction >= 0 else "behind"
