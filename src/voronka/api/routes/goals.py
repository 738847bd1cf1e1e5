"""Goals: which there are, how they were changed, setting them and taking them back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.api import shapes
from voronka.api.callers import Caller, allowed, write_down
from voronka.api.forms import json_of
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.errors import InputError, RightsError
from voronka.language import say, translated
from voronka.metrics.future.reading import understood
from voronka.metrics.future.whose import name_of
from voronka.model.goal import COMPANY, Goal, PlanLine

router = APIRouter(tags=["goals"])
Reads = Annotated[Caller, Depends(allowed("read"))]
Plans = Annotated[Caller, Depends(allowed("goals"))]
NUMBER = Annotated[int, Path(ge=1, le=2**53, description=say("number of the goal"))]


@router.get(
    "/goals",
    summary=say("List the goals"),
    description=say(
        "Goals of the company, its teams and people, as far as the asker may know of them; /ask/plan tells how they stand."
    ),
    response_model=shapes.Goals,
    responses=replies(401, 403, 422, 429, 503),
)
def goals(request: Request, caller: Reads, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    language = request.state.look.language
    return json_of({"goals": [_told(caller, one, language) for one in caller.company.context().goals]})


@router.get(
    "/goal-changes",
    summary=say("See how goals were changed"),
    description=say("Who set or changed which goal, when, from what to what, and why; the newest first."),
    response_model=shapes.GoalChanges,
    responses=replies(401, 403, 422, 429, 503),
)
def history(
    request: Request,
    caller: Reads,
    number: Annotated[int | None, Query(ge=1, le=2**53, description=say("number of the goal"))] = None,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    language = request.state.look.language
    changes = [
        {
            "goal": _told(caller, one.goal, language),
            "at": one.at.isoformat() + "Z",
            "who": one.who,
            "before": one.before,
            "after": one.after,
            "why": one.why,
        }
        for one in caller.company.goal_changes(number)
    ]
    return json_of({"changes": changes})


# an address of its own: of two routes at one address the server would name the methods of the first alone
@router.post(
    "/set-goals",
    summary=say("Set goals"),
    description=say(
        "Sets goals, all or none, each in place of an earlier one for the same. For the owner and heads of sales."
    ),
    response_model=shapes.GoalsSet,
    responses=replies(400, 401, 403, 422, 429, 503),
)
def put(
    request: Request,
    caller: Plans,
    wanted: Annotated[shapes.WantedGoals, Body()],
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    _check(caller)
    company, language = caller.company, request.state.look.language
    lines = [
        PlanLine(place, one.who, one.what, one.period, one.value, one.pipeline)
        for place, one in enumerate(wanted.goals, 1)
    ]
    read = understood(lines, company.dictionary(), company.members())
    if read.wrong:
        first = read.wrong[0]
        raise InputError(say("goal {place}: {why}", place=first.line, why=first.why), first.do)
    listed = [goal for _, goal in read.goals]
    changed = company.planning(caller.name).take(listed, wanted.why)
    write_down(request, caller, ", ".join(f"{one.aim} {one.period}" for one in listed), "goals_set")
    places = {one.place for one in listed}
    stand = [_told(caller, one, language) for one in company.context().goals if one.place in places]
    return json_of({"changed": changed, "goals": stand})


@router.delete(
    "/goals/{number}",
    summary=say("Take a goal back"),
    description=say("Takes a goal back by its number; its history stays."),
    response_model=shapes.Goals,
    responses=replies(401, 403, 404, 422, 429, 503),
)
def remove(
    request: Request,
    number: NUMBER,
    caller: Plans,
    why: Annotated[
        str, Query(max_length=500, description=say("why it is set or changed, for its history"))
    ] = "",
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    _check(caller)
    gone = caller.company.planning(caller.name).remove(number, why)
    write_down(request, caller, f"{gone.aim} {gone.period}", "goal_removed")
    return json_of({"goals": [_told(caller, gone, request.state.look.language)]})


def _check(caller: Caller) -> None:
    if not caller.may_plan:
        raise RightsError(say("your role does not allow this"), do=say("ask the owner for another role"))


def _told(caller: Caller, one: Goal, language: str) -> dict[str, Any]:
    """A goal as plain values."""
    place = f"{one.whom.kind} {one.whom.account_id}/{one.whom.number}"
    return {
        "number": one.number,
        "aim": one.aim,
        "whom": "company" if one.whom == COMPANY else place,
        "name": str(translated(name_of(caller.company.dictionary(), one.whom), language)),
        "period": str(one.period),
        "pipeline": one.pipeline,
        "value": one.value,
        "author": one.author,
        "changed_at": one.changed_at.isoformat() + "Z" if one.changed_at else None,
    }
