"""Writing down what was changed in how the company sells, and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.errors import InputError, RightsError
from voronka.language import say
from voronka.model.context import Note
from voronka.web.reading import may, reader_name, require, workspace_of
from voronka.web.whole import whole

router = APIRouter()
LOG = "/changes"


@router.post(f"{LOG}/add")
def add(
    request: Request,
    day: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    stage: Annotated[str, Form()] = "",
    pipeline: Annotated[str, Form()] = "",
) -> Response:
    """Write a change down."""
    require(request, "write")
    workspace_of(request).note(text, read_day(day), pipeline, stage, reader_name(request))
    return RedirectResponse(LOG, 303)


@router.post(f"{LOG}/remove")
def remove(request: Request, number: Annotated[str, Form()] = "") -> Response:
    """Take a change back."""
    require(request, "write")
    known = whole(number)
    if known is None:
        raise InputError(say("there is no note number {number}", number=number))
    team = workspace_of(request).team()
    if any(note.number == known and not may_remove(request, note) for note in team.notes()):
        raise RightsError(
            say("somebody else wrote this note"),
            say("the owner and heads of sales take back any note, others their own"),
            say("ask one of them"),
        )
    team.remove_note(known)
    return RedirectResponse(LOG, 303)


def may_remove(request: Request, note: Note) -> bool:
    """Whether the reader may take a note back: one's own, and any where one leads."""
    return may(request, "plan") or (may(request, "write") and note.author == reader_name(request))


def read_day(text: str) -> date:
    """The day that a form sends; InputError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            say("cannot read the date “{text}”", text=text), do=say("write it as 2026-07-01")
        ) from error
