"""Actions in the CRM for programs: which there are, preparing one, writing it, undoing it. Off until the owner allows it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.actions import FINDINGS, Acting, Wish
from voronka.api import shapes
from voronka.api.callers import Caller, allowed, write_down
from voronka.api.forms import json_of
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.errors import InputError
from voronka.language import say
from voronka.model.action import Action
from voronka.model.question import Question

router = APIRouter(tags=["actions"])
Acts = Annotated[Caller, Depends(allowed("actions"))]
NUMBER = Annotated[int, Path(ge=1, le=2**53, description=say("number of the action"))]


@router.get(
    "/actions",
    summary=say("List the actions"),
    description=say("What was prepared, written into amoCRM and undone, the newest first."),
    response_model=shapes.ActionList,
    responses=replies(401, 403, 422, 429, 503),
)
def listed(caller: Acts, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return json_of({"actions": [one.to_dict() for one in _acting(caller).listed()]})


@router.get(
    "/actions/{number}",
    summary=say("See an action"),
    description=say(
        "An action with its deals: what was written on each, how it was before, what amoCRM answered."
    ),
    response_model=shapes.ActionWithRows,
    responses=replies(401, 403, 404, 422, 429, 503),
)
def one(caller: Acts, number: NUMBER, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return _told(caller, _acting(caller).find(number))


@router.post(
    "/plan-action",
    summary=say("Prepare an action"),
    description=say("Makes the list of what would be written, and keeps it; nothing is written into amoCRM."),
    response_model=shapes.ActionWithRows,
    responses=replies(400, 401, 403, 422, 429, 503),
)
def plan(
    request: Request,
    caller: Acts,
    wanted: Annotated[shapes.WantedAction, Body()],
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    made = _acting(caller).plan(_wish(caller, wanted))
    write_down(
        request, caller, f"{made.number}: {made.kind}, {made.finding}, {made.to_write}", "action_planned"
    )
    return _told(caller, made)


@router.post(
    "/actions/{number}/run",
    summary=say("Write an action"),
    description=say(
        "Writes exactly the list that was prepared; deals that have changed since are left out and named. Asked again it goes on, and writes nothing twice."
    ),
    response_model=shapes.ActionWithRows,
    responses=replies(400, 401, 403, 404, 422, 429, 503),
)
def run(
    request: Request,
    caller: Acts,
    number: NUMBER,
    make_field: Annotated[
        bool, Query(description=say("make the field of the score where there is none"))
    ] = False,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    acting = _acting(caller)
    acting.find(number)
    write_down(request, caller, str(number), "action_run")
    return _told(caller, acting.run(number, make_field))


@router.post(
    "/actions/{number}/undo",
    summary=say("Undo an action"),
    description=say(
        "Takes back what was written, as far as amoCRM allows it: a task is completed, a tag taken off, a value put back."
    ),
    response_model=shapes.ActionWithRows,
    responses=replies(400, 401, 403, 404, 422, 429, 503),
)
def undo(request: Request, caller: Acts, number: NUMBER, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    acting = _acting(caller)
    acting.find(number)
    write_down(request, caller, str(number), "action_undone")
    return _told(caller, acting.undo(number))


def _acting(caller: Caller) -> Acting:
    return Acting(caller.company, caller.name, caller.may_act)


def _wish(caller: Caller, wanted: shapes.WantedAction) -> Wish:
    if wanted.finding not in FINDINGS:
        raise InputError(
            say("no finding called “{name}”", name=wanted.finding),
            say("findings are: {names}", names=", ".join(FINDINGS)),
        )
    language = caller.company.settings["display.language"]
    question = Question.from_text(wanted.question, caller.company.timezone) if wanted.question else None
    return Wish(
        wanted.kind,
        wanted.finding,
        question,
        tuple(wanted.deals),
        wanted.text or FINDINGS[wanted.finding].text[language],
        wanted.days,
        wanted.top,
        wanted.tag,
        wanted.field,
        not wanted.also_busy,
    )


def _told(caller: Caller, found: Action) -> Response:
    rows: list[dict[str, Any]] = [row.to_dict() for row in _acting(caller).rows(found.number)]
    return json_of({**found.to_dict(), "rows": rows})
