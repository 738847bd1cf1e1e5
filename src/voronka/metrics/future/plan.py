"""Plan: every goal with its fact, its pace, where it ends, and how likely it is reached."""

from __future__ import annotations

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.ask import module_of
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.aims import AIMS, Aim, aim_of
from voronka.metrics.future.facts import Place, question_of
from voronka.metrics.future.plan_words import findings
from voronka.metrics.future.standing import Standing, standing
from voronka.metrics.future.whose import name_of
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.goal import COMPANY, KINDS, Goal


def statements(asked: Asked) -> list[str]:
    """The statements of each metric that goals are measured by, as of the first of them; those of others differ in period and filter."""
    found: list[str] = []
    first = {aim_of(goal.aim).metric: goal for goal in reversed(goals_of(asked))}
    for goal in first.values():
        aim = aim_of(goal.aim)
        try:
            one = question_of(asked, Place(aim, COMPANY, goal.period, goal.pipeline))
            found += module_of(one.metric).statements(one)
        except InputError:
            # what this company cannot be asked is said in its row
            continue
    return list(dict.fromkeys(found))


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per goal: the company's first, then teams and people."""
    stood = [standing(engine, asked, goal) for goal in goals_of(asked)]
    return Found(
        [row_of(asked, one) for one in stood],
        findings=findings(asked, stood),
        totals={"goals": len(stood), "measures": len({one.aim.name for one in stood})},
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """Goals open their deals in the metrics that they are measured by."""
    raise AssertionError(f"{asked.metric.name} has no figure {cell.figure}")


def goals_of(asked: Asked) -> list[Goal]:
    """The goals that have a day in the period; without a period those that are not over yet. InputError for a filter: a goal is of whom it was set for."""
    no_filter(asked)
    period, today = asked.question.period, local_day(asked.as_of, asked.account.timezone)
    chosen = [
        goal
        for goal in asked.context.goals
        if (
            goal.period.last > today
            if period is None
            else goal.period.first < period.last and period.first < goal.period.last
        )
        and (
            asked.question.pipeline is None
            or asked.names.pipeline_of(goal, asked.context.pipelines) == asked.pipeline
        )
    ]
    return sorted(chosen, key=lambda goal: _order(asked, goal))


def no_filter(asked: Asked) -> None:
    """InputError for a filter: plans are of whom they were set for."""
    if asked.where:
        raise InputError(
            say("“{metric}” takes no filter", metric=asked.metric.name),
            say("a goal is of whom it was set for"),
            say("leave out where; a period and a pipeline may be named"),
        )


def _order(asked: Asked, goal: Goal) -> tuple[object, ...]:
    aims = list(AIMS)
    place = aims.index(goal.aim) if goal.aim in aims else len(aims)
    days = goal.period.first, goal.period.last
    return (
        KINDS.index(goal.whom.kind),
        days,
        place,
        str(name_of(asked.names, goal.whom)),
        goal.aim,
        goal.number,
    )


def row_of(asked: Asked, one: Standing) -> Row:
    """A goal as a row."""
    goal, aim, ahead = one.goal, one.aim, one.chance
    pipeline = asked.names.pipeline_of(goal, asked.context.pipelines)
    return {
        "segment": None,
        "goal": goal.number,
        "title": aim.title,
        "aim": aim.name,
        "metric": aim.metric,
        "whom": name_of(asked.names, goal.whom),
        "kind": goal.whom.kind,
        "period": str(goal.period),
        "pipeline": pipeline.name if pipeline else goal.pipeline,
        "unit": aim.unit,
        "direction": aim.direction,
        "growth": aim.growth,
        "plan": goal.value,
        "fact": one.now.value if one.now else None,
        "done": None if one.now is None or not goal.value else one.now.value / goal.value,
        "pace": _whole(aim, one.pace),
        "worked": one.done,
        "gap": one.gap,
        "low": _whole(aim, ahead.low),
        "middle": _whole(aim, ahead.middle),
        "high": _whole(aim, ahead.high),
        "reach": ahead.reach,
        "way": ahead.way,
        "verdict": one.verdict,
        "why": one.why or None,
    }


def _whole(aim: Aim, value: float | None) -> float | None:
    """Deals and calls are whole, and so are kopecks."""
    return round(value) if value is not None and aim.unit in {"count", "money"} else value
