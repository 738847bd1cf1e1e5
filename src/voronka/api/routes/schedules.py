"""Reports by schedule: which there are, setting them up, sending, and what became of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.api import shapes
from voronka.api.callers import Caller, allowed, company_of, write_down
from voronka.api.forms import json_of
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.delivery.desk import Desk, Wish, read_recipients
from voronka.language import say
from voronka.team.deliveries import Delivery
from voronka.team.schedules import Schedule

router = APIRouter(tags=["reports"])
Sends = Annotated[Caller, Depends(allowed("reports"))]
NUMBER = Annotated[int, Path(ge=1, le=2**53, description=say("number of the schedule"))]
PIECE = Annotated[int, Path(ge=1, le=2**53, description=say("number of the delivery"))]
_ERRORS = replies(400, 401, 403, 404, 422, 429, 503)


@router.get(
    "/schedules",
    summary=say("List the schedules of reports"),
    description=say("Reports that go out by themselves, as far as the asker set them up or gets them; an owner sees all."),
    response_model=shapes.Schedules,
    responses=replies(401, 403, 422, 429, 503),
)  # fmt: skip
def schedules(request: Request, caller: Sends, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    desk = _desk(request, caller)
    return _told(desk, desk.all() if desk.workspace.has_team() else ())


@router.post(
    "/set-schedule",
    summary=say("Set a schedule up"),
    description=say("Has a report sent by schedule. Somebody of the team gets what they may see, an outside address what the asker may see."),
    response_model=shapes.Schedules,
    responses=_ERRORS,
)  # fmt: skip
def put(
    request: Request,
    caller: Sends,
    wanted: Annotated[shapes.WantedSchedule, Body()],
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    desk = _desk(request, caller)
    whom = read_recipients(wanted.to, desk.workspace)
    wish = Wish(
        wanted.kind, wanted.when, whom, tuple(wanted.formats), wanted.title, wanted.view, wanted.language
    )
    one = desk.add(wish)
    write_down(request, caller, f"{one.number}: {one.kind}, {one.rule.to_text()}", "schedule_set")
    return _told(desk, [one])


@router.delete(
    "/schedules/{number}",
    summary=say("Take a schedule out"),
    description=say("Nothing more is sent by it; its history stays."),
    response_model=shapes.Schedules,
    responses=replies(401, 403, 404, 422, 429, 503),
)
def remove(request: Request, number: NUMBER, caller: Sends, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return _done(request, caller, number, "remove", "schedule_removed")


@router.post(
    "/schedules/{number}/pause",
    summary=say("Let a schedule rest"),
    description=say("Its moments do not count until it goes on."),
    response_model=shapes.Schedules,
    responses=replies(401, 403, 404, 422, 429, 503),
)
def pause(request: Request, number: NUMBER, caller: Sends, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return _done(request, caller, number, "pause", "schedule_paused")


@router.post(
    "/schedules/{number}/resume",
    summary=say("Let a schedule go on"),
    description=say("From its next moment; what was missed is not sent."),
    response_model=shapes.Schedules,
    responses=replies(401, 403, 404, 422, 429, 503),
)
def resume(request: Request, number: NUMBER, caller: Sends, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return _done(request, caller, number, "resume", "schedule_resumed")


@router.post(
    "/schedules/{number}/send",
    summary=say("Send a report now"),
    description=say("Beside its own moments; the server sends it within seconds, and /deliveries says what became of it."),
    response_model=shapes.Schedules,
    responses=replies(401, 403, 404, 422, 429, 503),
)  # fmt: skip
def send(request: Request, number: NUMBER, caller: Sends, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return _done(request, caller, number, "send", "report_sent")


@router.get(
    "/deliveries",
    summary=say("See what was sent"),
    description=say("What went to whom by which channel, how it stands and why; the newest first."),
    response_model=shapes.Deliveries,
    responses=replies(401, 403, 422, 429, 503),
)
def deliveries(
    request: Request,
    caller: Sends,
    limit: Annotated[int, Query(ge=1, le=1000, description=say("so many at most"))] = 100,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    desk, language = _desk(request, caller), request.state.look.language
    found = desk.deliveries(limit) if desk.workspace.has_team() else []
    return json_of({"deliveries": [_piece(one, language) for one in found]})


@router.post(
    "/deliveries/{number}/retry",
    summary=say("Send again what did not arrive"),
    description=say("What was given up, or is in doubt; 400 for anything else."),
    response_model=shapes.Deliveries,
    responses=_ERRORS,
)
def retry(request: Request, number: PIECE, caller: Sends, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    one = _desk(request, caller).retry(number)
    write_down(request, caller, f"{one.number}: {one.channel} {one.address}", "delivery_retried")
    return json_of({"deliveries": [_piece(one, request.state.look.language)]})


def _desk(request: Request, caller: Caller) -> Desk:
    return Desk(company_of(request), caller.reader)


def _done(request: Request, caller: Caller, number: int, act: str, action: str) -> Response:
    desk = _desk(request, caller)
    one: Schedule = getattr(desk, act)(number)
    write_down(request, caller, f"{one.number}: {one.kind}", action)
    return _told(desk, [one])


def _told(desk: Desk, found: Sequence[Schedule]) -> Response:
    return json_of({"schedules": [_schedule(desk, one) for one in found]})


def _schedule(desk: Desk, one: Schedule) -> dict[str, Any]:
    coming = desk.next(one)
    return {
        "number": one.number,
        "kind": one.kind,
        "title": one.title,
        "view": one.view,
        "when": one.rule.to_text(),
        "next_at": coming.isoformat() + "Z" if coming else None,
        "is_paused": one.is_paused,
        "formats": list(one.formats),
        "language": one.language,
        "recipients": [
            {
                "channel": each.channel,
                "address": each.address,
                "name": each.name,
                "is_outside": each.reader is None,
            }
            for each in one.recipients
        ],
    }


def _piece(one: Delivery, language: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "schedule": one.schedule,
        "moment": one.moment.isoformat() + "Z",
        "channel": one.channel,
        "address": one.address,
        "name": one.name,
        "state": one.state,
        "attempts": one.attempts,
        "missed_before": one.skipped,
        "ended_at": one.ended_at.isoformat() + "Z" if one.ended_at else None,
        "why": list(one.error.get(language, [])),
    }
