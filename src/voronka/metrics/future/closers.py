"""What would close the gap of a plan: levers with what each would bring in the time that is left. They do not add up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.ask import module_of
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.plan import goals_of
from voronka.metrics.future.standing import Standing, standing
from voronka.metrics.future.values import value_text
from voronka.metrics.guide.leverage import answered, question_of
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.goal import COMPANY, Goal

#: Days of a month, as gains a month are reckoned.
MONTH = 365.25 / 12
#: What is tried beside the stages that leak.
TRIED = (
    ("inflow=+10%", say("10% more new deals")),
    ("amount=+10%", say("10% larger deals")),
)


@dataclass(frozen=True)
class Lever:
    """One lever: money a month, and the day of the first wins by it."""

    title: Phrase
    value: float
    low: float | None
    high: float | None
    starts: date | None


def statements(asked: Asked) -> list[str]:
    """The statements of the bottlenecks."""
    one = question_of(asked, "bottlenecks", None)
    return module_of(one.metric).statements(one)


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per lever, the one that brings most in time first; none where there is no goal of won money, or it has no gap."""
    goal = _goal(asked)
    if goal is None:
        return Found(
            [], findings=(say("No goal of the company's won money runs now: there is no gap to close."),)
        )
    stood = standing(engine, asked, goal)
    gap = goal.value - (
        stood.chance.middle if stood.chance.middle is not None else (stood.now.value if stood.now else 0.0)
    )
    if gap <= 0:
        return Found(
            [],
            findings=(say("The plan is likely to be reached: there is no gap to close."),),
            totals=_totals(goal, 0.0),
        )
    rows = [_row(asked, goal, gap, one) for one in _levers(engine, asked, goal)]
    rows.sort(key=lambda row: (-row["in_time"], -row["gain"]))
    return Found(rows, findings=_findings(asked, stood, gap, rows), totals=_totals(goal, gap))


def facts(asked: Asked, cell: Cell) -> Facts:
    """Levers open their deals in the bottlenecks."""
    raise AssertionError(f"{asked.metric.name} has no figure {cell.figure}")


def _totals(goal: Goal, gap: float) -> dict[str, Any]:
    return {"goal": goal.number, "gap_minor": round(gap)}


def _goal(asked: Asked) -> Goal | None:
    """The company's goal of won money that runs now, the shortest of several."""
    today = local_day(asked.as_of, asked.account.timezone)
    running = [
        one
        for one in goals_of(asked)
        if one.aim == "revenue" and one.whom == COMPANY and one.period.first <= today < one.period.last
    ]
    return min(running, key=lambda one: (one.period.last - one.period.first, one.number), default=None)


def _levers(engine: Engine, asked: Asked, goal: Goal) -> list[Lever]:
    found: list[Lever] = []
    names = asked.names
    pipeline = names.pipeline_of(goal, asked.context.pipelines)
    place = asked.question.with_(
        pipeline=f"{pipeline.account_id}/{pipeline.pipeline_id}" if pipeline else None
    )
    known = replace(asked, question=place)
    for row in _rows(engine, known, "bottlenecks"):
        gain = row["gain"]
        if row["verdict"] == "leak" and gain is not None and gain.value:
            title = say("as many onward from “{stage}” as in your best quarters", stage=row["name"])
            found.append(Lever(title, gain.value, gain.low, gain.high, _first_wins(engine, known, row)))
    for change, title in TRIED:
        difference = next(
            (row for row in _rows(engine, known, "what_if", set=change) if row["scenario"] == "difference"),
            None,
        )
        if difference and difference["money"] is not None and difference["money"].value:
            money = difference["money"]
            starts = date.fromisoformat(difference["starts"]) if difference["starts"] else None
            found.append(Lever(title, money.value, money.low, money.high, starts))
    return found


def _first_wins(engine: Engine, asked: Asked, row: Row) -> date | None:
    """The day of the first wins by a better step, as what-if has it."""
    if row["attainable"] is None or row["step"].value is None:
        return None
    points = max(100 * (row["attainable"] - row["step"].value), 0.1)
    tried = _rows(engine, asked, "what_if", set=f"step:{row['name']}=+{points:.1f}pp")
    starts = next((one["starts"] for one in tried if one["scenario"] == "difference"), None)
    return date.fromisoformat(starts) if starts else None


def _rows(engine: Engine, asked: Asked, metric: str, **parts: str) -> list[Row]:
    try:
        return list(answered(engine, question_of(asked, metric, None, **parts)).rows)
    except InputError:
        # what this company cannot be asked is no lever of its
        return []


def _row(asked: Asked, goal: Goal, gap: float, one: Lever) -> Row:
    """What a lever brings until the goal's end: nothing where its first wins come later."""
    today = local_day(asked.as_of, asked.account.timezone)
    since = max(today, one.starts or today)
    months = max((goal.period.last - since).days, 0) / MONTH
    in_time = one.value * months
    return {
        "segment": None,
        "lever": one.title,
        "unit": "money",
        "gain": one.value,
        "low": one.low,
        "high": one.high,
        "starts": one.starts.isoformat() if one.starts else None,
        "in_time": in_time,
        "share": in_time / gap,
    }


def _findings(asked: Asked, stood: Standing, gap: float, rows: list[Row]) -> tuple[Phrase, ...]:
    lacking = value_text(stood.aim, gap, asked.account.currency)
    said = say("The likely end falls short of the plan by {gap}.", gap=lacking)
    if not rows:
        return (said, say("No lever is known here: no stage leaks, and more deals bring nothing yet."))
    alone = say("Each lever is told alone: what they bring does not add up.")
    if not any(row["in_time"] > 0 for row in rows):
        late = say(
            "None of them brings wins before the goal ends: until then the open deals alone can, later ones are for the next goal."
        )
        return said, late, alone
    return said, alone
