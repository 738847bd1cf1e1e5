"""Is a goal a good one? Specific, measurable, achievable, relevant, time-bound, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.found import Facts, Found
from voronka.metrics.future import plan
from voronka.metrics.future.standing import Standing, standing
from voronka.metrics.future.whose import name_of
from voronka.metrics.guide.figures import goal_of
from voronka.metrics.guide.tree import DRIVERS, GOALS, below
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.goal import Goal

#: A goal outside of these probabilities is no challenge, or no hope.
EASY, HARD = 0.9, 0.1
#: A longer goal says too late that it is missed.
LONGEST_DAYS = 366


def statements(asked: Asked) -> list[str]:
    """As of the plan."""
    return plan.statements(asked)


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per goal and letter."""
    goals = plan.goals_of(asked)
    result = goal_of(asked)
    rows: list[Row] = []
    for goal in goals:
        stood = standing(engine, asked, goal)
        rows += [_row(asked, stood, *told) for told in letters(asked, stood, goals, result)]
    whole = {row["goal"] for row in rows} - {row["goal"] for row in rows if not row["is_met"]}
    findings = (
        (say("{whole} of {n} goals are good in all five respects.", whole=len(whole), n=len(goals)),)
        if goals
        else ()
    )
    return Found(rows, findings=findings, totals={"goal": result, "goals": len(goals)})


def facts(asked: Asked, cell: Cell) -> Facts:
    """Goals open their deals in the metrics that they are measured by."""
    raise AssertionError(f"{asked.metric.name} has no figure {cell.figure}")


def letters(
    asked: Asked, one: Standing, goals: Sequence[Goal], result: str
) -> Iterator[tuple[str, bool, Phrase]]:
    """Each letter, whether the goal meets it, and why."""
    yield ("specific", *_specific(one, goals))
    yield ("measurable", *_measurable(one))
    yield ("achievable", *_achievable(one))
    yield ("relevant", *_relevant(one, result))
    yield ("time_bound", *_time_bound(asked, one.goal))


def _specific(one: Standing, goals: Sequence[Goal]) -> tuple[bool, Phrase]:
    goal = one.goal
    if goal.whom.kind != "company":
        return True, say("the figure and whose it is are named")
    parts = [
        other
        for other in goals
        if other.aim == goal.aim and other.period == goal.period and other.whom != goal.whom
    ]
    if parts:
        return True, say("it is split: {n} goals of people and teams", n=len(parts))
    return False, say("nobody answers for it: split it over people or teams")


def _measurable(one: Standing) -> tuple[bool, Phrase]:
    if one.why and one.now is None:
        return False, say("it cannot be measured: {why}", why=one.why)
    if one.now is None and one.done > 0:
        return False, say("nothing is known of this figure in the period yet")
    return True, say("the figure is defined and the data have it")


def _achievable(one: Standing) -> tuple[bool, Phrase]:
    reach = one.chance.reach
    if one.verdict == "reached":
        return True, say("it is reached")
    if reach is None:
        return False, say("no probability is known: {why}", why=one.why or say("its time is over"))
    share = round(100 * reach)
    if reach > EASY:
        return False, say("it is reached by itself: the probability is {chance}%", chance=share)
    if reach < HARD:
        return False, say("it is out of reach: the probability is {chance}%", chance=share)
    return True, say("the probability is {chance}%", chance=share)


def _relevant(one: Standing, result: str) -> tuple[bool, Phrase]:
    top = DRIVERS[GOALS[result]]
    under = {driver.name: driver for driver, _ in below(top.name)}
    if one.aim.driver == top.name:
        return True, say("it is the result itself")
    if one.aim.driver in under:
        return True, say("it bears on “{result}”: {why}", result=top.title, why=under[one.aim.driver].why)
    return False, say("it does not stand in the tree of what “{result}” depends on", result=top.title)


def _time_bound(asked: Asked, goal: Goal) -> tuple[bool, Phrase]:
    days = (goal.period.last - goal.period.first).days
    if goal.period.bounds(asked.account.timezone)[1] <= asked.as_of:
        return False, say("its time is over")
    if days > LONGEST_DAYS:
        return False, say("it lasts longer than a year: set goals of its months or quarters too")
    return True, say("it begins and ends on days that are named")


def _row(asked: Asked, one: Standing, letter: str, is_met: bool, why: Phrase) -> Row:
    return {
        "segment": None,
        "goal": one.goal.number,
        "whom": name_of(asked.names, one.goal.whom),
        "title": one.aim.title,
        "period": str(one.goal.period),
        "letter": letter,
        "is_met": is_met,
        "why": why,
    }
