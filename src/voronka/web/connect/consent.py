"""Access by OAuth: the integration's credentials, the way to amoCRM's own page and back with a code."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka import clock
from voronka.api.places import link_to
from voronka.errors import AccessError, InputError, VoronkaError
from voronka.intake.account import take_access
from voronka.intake.consent import Consent, asked
from voronka.language import say
from voronka.web.connect.second import connected, place, require_word
from voronka.web.forms import Form, field, go, schedule_of, show, workspace_of
from voronka.web.reading import require, write_down

router = APIRouter()
#: The code that comes back lives for twenty minutes; so does the wait for it.
PATIENCE = 20 * 60.0
#: Questions that wait for an answer at a time.
MOST = 20


class Waiting:
    """Consents that were asked for, by the word that comes back with the answer. A client's secret is kept in memory only."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[float, Consent]] = OrderedDict()

    def put(self, consent: Consent) -> None:
        """Wait for an answer to this one."""
        self._asked[consent.state] = time.monotonic() + PATIENCE, consent
        while len(self._asked) > MOST:
            self._asked.popitem(last=False)

    def find(self, state: str, is_over: bool = False) -> Consent:
        """The one of that word; `is_over` takes it away. InputError when there is none, or it waited too long."""
        until, consent = self._asked.get(state, (0.0, None))
        if consent is None or time.monotonic() > until:
            raise InputError(
                say("this answer does not belong to a question of ours"),
                say("it came too late, or the server was started anew meanwhile"),
                say("begin again"),
            )
        if is_over:
            self._asked.pop(state, None)
        return consent


def redirect_uri(request: Request) -> str:
    """Where amoCRM leads back to; the integration must have the same."""
    return link_to(request, request.app.url_path_for("came_back"))


def values_of(request: Request, base_url: str) -> dict[str, str]:
    """What the page of the account shows; `connected` is the account that is there already."""
    known = place(connected(workspace_of(request)))
    return {"base_url": base_url, "redirect_uri": redirect_uri(request), "connected": known}


@router.post("/amocrm/oauth")
def ask(request: Request, form: Form) -> Response:
    """Keep the credentials in mind, and show the way to amoCRM: a form may not lead to another site by itself."""
    require(request, "connect")
    base_url = field(form, "base_url")
    values = values_of(request, base_url)
    try:
        require_word(workspace_of(request), base_url, form)
        client_id, secret = field(form, "client_id"), field(form, "client_secret")
        if not (client_id and secret):
            raise InputError(say("the integration's id or secret is missing"), do=say("fill in both"))
        consent = asked(
            workspace_of(request).settings,
            base_url,
            client_id,
            secret,
            redirect_uri(request),
            secrets.token_urlsafe(24),
        )
    except VoronkaError as error:
        return show(request, "connect/amocrm.html", values, error)
    _waiting(request).put(consent)
    return go(f"/connect/amocrm/allow?state={consent.state}")


@router.get("/amocrm/allow")
def allow(request: Request, state: str = "") -> Response:
    """The link to amoCRM's page."""
    require(request, "connect")
    consent = _waiting(request).find(state)
    return show(request, "connect/allow.html", {"page": consent.page, "redirect_uri": consent.redirect_uri})


@router.get("/amocrm/callback", name="came_back")
def came_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Back from amoCRM with a code, or without."""
    require(request, "connect")
    consent = _waiting(request).find(state, is_over=True)
    workspace = workspace_of(request)
    try:
        if not code:
            raise AccessError(say("access was not granted"), error)
        consent.take(workspace.folder, code, clock.now())
        take_access(workspace, consent.base_url)
    except VoronkaError as failure:
        return show(request, "connect/amocrm.html", values_of(request, consent.base_url), failure)
    write_down(request, "connected", consent.base_url)
    schedule_of(request).wake()
    return go("/connect/stages")


def _waiting(request: Request) -> Waiting:
    waiting: Waiting = request.app.state.waiting
    return waiting
