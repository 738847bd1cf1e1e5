"""An amoCRM account by its address and a long-lived token: tried first, kept when it works, read at once."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.errors import VoronkaError
from voronka.intake.account import try_token
from voronka.web.connect.consent import values_of
from voronka.web.connect.second import require_word
from voronka.web.forms import Form, field, go, schedule_of, show, workspace_of
from voronka.web.reading import require, write_down

router = APIRouter()


@router.get("/amocrm")
def account(request: Request) -> Response:
    """The form."""
    require(request, "connect")
    return _form(request, workspace_of(request).settings["source.base_url"])


@router.post("/amocrm")
def connect(request: Request, form: Form) -> Response:
    """Try the address and the token; a mistyped one takes the place of nothing."""
    require(request, "connect")
    base_url = field(form, "base_url")
    try:
        require_word(workspace_of(request), base_url, form)
        try_token(workspace_of(request), base_url, field(form, "token"))
    except VoronkaError as error:
        return _form(request, base_url, error)
    write_down(request, "connected", workspace_of(request).settings["source.base_url"])
    schedule_of(request).wake()
    return go("/connect/stages")


def _form(request: Request, base_url: str, error: VoronkaError | None = None) -> Response:
    return show(request, "connect/amocrm.html", values_of(request, base_url), error)
