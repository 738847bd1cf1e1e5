"""Pages with forms: what was sent, and the same page again with what is wrong in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from voronka.errors import AccessError, SourceError, VoronkaError
from voronka.intake.schedule import Schedule
from voronka.language import translated
from voronka.render import numbers
from voronka.render.words import Words, begun
from voronka.web.respond import render
from voronka.workspace import Workspace


async def _read(request: Request) -> FormData:
    return await request.form()


#: The fields of a form that was sent.
Form = Annotated[FormData, Depends(_read)]


def field(form: FormData, name: str) -> str:
    """A field's text, trimmed; "" when it was not sent."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def fields(form: FormData, name: str) -> list[str]:
    """All texts of a field that may come several times."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]


def workspace_of(request: Request) -> Workspace:
    """The workspace behind the pages; they are only there where there is one."""
    workspace = request.app.state.company
    assert isinstance(workspace, Workspace)
    return workspace


def schedule_of(request: Request) -> Schedule:
    """Who reads."""
    schedule: Schedule = request.app.state.schedule
    return schedule


def show(
    request: Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    error: VoronkaError | None = None,
) -> HTMLResponse:
    """A page without a question; with an error it is shown above the form."""
    t = Words(request.state.look.language)
    said = sentences(request, error, t) if error is not None else []
    language = request.state.look.language
    more = {
        "t": t,
        "p": None,
        "error": said,
        "count": lambda number: numbers.count(number, language),
        "has_store": workspace_of(request).has_store,
        **(values or {}),
    }
    return render(request, template, more, status=400 if error is not None else 200)


def go(address: str) -> RedirectResponse:
    """On to a page, after something was changed."""
    return RedirectResponse(address, 303)


def sentences(request: Request, error: VoronkaError, t: Words) -> list[str]:
    """What happened, why and what to do; what to do is said for somebody at a page, not in a shell."""
    language = request.state.look.language
    do = str(translated(error.do, language))
    if isinstance(error, SourceError):
        do = t("connect.do.access") if isinstance(error, AccessError) else t("connect.do.source")
    return [begun(str(translated(part, language))) for part in (error.what, error.why)] + [begun(do)]
