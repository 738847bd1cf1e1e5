"""What stands at the moment rather than happens in a week: money that is stuck, the chance of the plan, goals that are reached, how whole history is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.alerts.words import ADVICE
from voronka.metrics.ask import ask
from voronka.metrics.future.chance import DRAWN
from voronka.metrics.future.plan import goals_of
from voronka.metrics.future.plan_words import sentence
from voronka.metrics.future.standing import Standing, standing
from voronka.metrics.names import Pipeline, dictionary
from voronka.metrics.scope import Asked, asked
from voronka.metrics.wording import sum_text
from voronka.model.alert import About, Alert, Lines
from voronka.model.context import Context
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Question

#: The chance of a plan has fallen when it lost so much in a week and is below this now.
FALLEN, LOW = 0.2, 0.5
#: Stuck money is held against that of so many moments, four weeks apart, and rings when it is so many times the most of them.
PAST, MORE = 6, 1.25
#: More than this share of the deals of the last weeks without a whole chain is too many, from so many deals on.
BROKEN, FEWEST, LATELY = 0.1, 20, 28
_WEEK = timedelta(days=7)


def standings(engine: Engine, context: Context, at: datetime | None, lines: Lines) -> list[Alert]:
    """What rings of all that, by the rules that are on."""
    names = dictionary(engine).showing(context.pipelines)
    now = asked(Question("plan", as_of=at), names, context)
    found: list[Alert] = []
    if context.goals and not {"plan", "goal"} <= lines.off:
        found += [alert for alert in _goals(engine, now, lines) if alert.rule not in lines.off]
    for pipeline in names.pipelines:
        if pipeline.is_deleted or pipeline.is_archived or pipeline.account_id != now.account.account_id:
            continue
        if "stuck" not in lines.off:
            found += _stuck(engine, now, pipeline, lines)
        if "history" not in lines.off:
            found += _history(engine, now, pipeline)
    return found


def _goals(engine: Engine, now: Asked, lines: Lines) -> list[Alert]:
    found = []
    for goal in goals_of(now):
        drawn = goal.aim in DRAWN
        if not drawn and "goal" in lines.off:
            continue
        stood = standing(engine, now, goal)
        if stood.verdict == "reached" and stood.aim.growth == "sum":
            found.append(
                _of_goal(
                    now,
                    stood,
                    "goal",
                    None,
                    say("Tell those whose work it was, and see what the next goal should be."),
                )
            )
        elif (
            drawn and "plan" not in lines.off and stood.chance.reach is not None and stood.chance.reach < LOW
        ):
            found += _fallen(engine, now, stood)
    return found


def _fallen(engine: Engine, now: Asked, stood: Standing) -> list[Alert]:
    """The alert of a plan whose chance has fallen, both chances by the goal as it is set now."""
    before = replace(now, question=now.question.with_(as_of=now.as_of - _WEEK), as_of=now.as_of - _WEEK)
    was, reach = standing(engine, before, stood.goal).chance.reach, stood.chance.reach
    if was is None or reach is None or was - reach < FALLEN:
        return []
    alert = _of_goal(now, stood, "plan", was, ADVICE["plan"])
    told = say("{told} A week ago it was {was}%.", told=alert.told, was=round(100 * was))
    gap = stood.goal.value - (stood.chance.middle or 0.0)
    money = Money(max(0, round(gap)), now.account.currency) if stood.aim.unit == "money" else None
    return [replace(alert, told=told, money=money)]


def _of_goal(now: Asked, stood: Standing, rule: str, was: float | None, advice: Phrase) -> Alert:
    goal, is_good = stood.goal, rule == "goal"
    number = str(goal.number)
    reach = stood.chance.reach
    return Alert(
        "goal" if is_good else "plan",
        f"{rule}/goal={number}",
        now.as_of,
        now.as_of - _WEEK,
        now.as_of,
        (About("goal", number, str(stood.aim.title)),),
        None if is_good or reach is None else reach,
        was,
        unit="share",
        told=sentence(now, stood),
        advice=advice,
        is_good=is_good,
    )


def _stuck(engine: Engine, now: Asked, pipeline: Pipeline, lines: Lines) -> list[Alert]:
    today, n = _stuck_at(engine, now, pipeline, now.as_of)
    line = lines.stuck_minor
    if line is None:
        line = _usual_stuck(engine, now, pipeline, today)
    if line is None or today <= line:
        return []
    currency = now.account.currency
    return [
        Alert(
            "stuck",
            f"stuck/pipeline={pipeline.pipeline_id}",
            now.as_of,
            now.as_of - _WEEK,
            now.as_of,
            (About("pipeline", str(pipeline.pipeline_id), pipeline.name),),
            today,
            None,
            None,
            line,
            "money",
            n,
            Money(today, currency),
            deals=(
                ("pipeline", _name(pipeline)),
                ("as_of", now.as_of.isoformat() + "Z"),
                ("metric", "stuck"),
                ("cell", "stuck"),
            ),
            told=say(
                "Stuck in “{name}”: deals for {sum}, above {line}.",
                name=pipeline.name,
                sum=sum_text(Money(today, currency)),
                line=sum_text(Money(line, currency)),
            ),
            advice=ADVICE["stuck"],
        )
    ]


def _usual_stuck(engine: Engine, now: Asked, pipeline: Pipeline, today: int) -> int | None:
    """The line that its own past draws; None as soon as it is clear that today's money is below it."""
    most, since = 0, now.names.known_from or now.as_of
    for month in range(1, PAST + 1):
        moment = now.as_of - 4 * month * _WEEK
        if moment < since:
            return None
        most = max(most, round(MORE * _stuck_at(engine, now, pipeline, moment)[0]))
        if today <= most:
            return None
    return most


def _stuck_at(engine: Engine, now: Asked, pipeline: Pipeline, moment: datetime) -> tuple[int, int]:
    totals = ask(engine, Question("stuck", pipeline=_name(pipeline), as_of=moment), now.context).totals
    return totals["stuck_amount"].minor, totals["stuck"]


def _history(engine: Engine, now: Asked, pipeline: Pipeline) -> list[Alert]:
    today = local_day(now.as_of, now.account.timezone)
    first = today - timedelta(days=LATELY)
    question = Question(
        "funnel",
        pipeline=str(pipeline.pipeline_id),
        period=Period.parse(f"{first}..{today}"),
        as_of=now.as_of,
    )
    trust = ask(engine, question, now.context).trust
    if trust is None or trust.deals < FEWEST or trust.broken <= BROKEN * trust.deals:
        return []
    share = trust.broken / trust.deals
    return [
        Alert(
            "history",
            f"history/pipeline={pipeline.pipeline_id}",
            now.as_of,
            now.as_of - timedelta(days=LATELY),
            now.as_of,
            (About("pipeline", str(pipeline.pipeline_id), pipeline.name),),
            share,
            high=BROKEN,
            unit="share",
            n=trust.deals,
            told=say(
                "“{name}”: {share}% of the deals of the last four weeks have gaps in their history, so that figures may be wrong.",
                name=pipeline.name,
                share=round(100 * share),
            ),
            advice=ADVICE["history"],
        )
    ]


def _name(pipeline: Pipeline) -> str:
    return f"{pipeline.account_id}/{pipeline.pipeline_id}"
