"""Signing in by another service: there and back again. Only those come in who are in the team, or are invited."""

from __future__ import annotations

import base64
import hmac
import json
import logging
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.api.places import link_to
from voronka.clock import now
from voronka.errors import InputError, RightsError, VoronkaError
from voronka.language import say
from voronka.model.reader import Reader
from voronka.team.oidc import Identity, Provider, Visit
from voronka.web.access.entering import entered
from voronka.web.access.showing import access_of, local_path, show, workspace_of
from voronka.web.entrance import cookie
from voronka.web.reading import address_of

router = APIRouter()
_log = logging.getLogger("voronka.access")
COOKIE, BACK = "visit", "/sign-in/oidc/back"
_MINUTES = 10


def provider_of(request: Request) -> Provider | None:
    """The service that the settings name."""
    workspace = workspace_of(request)
    return Provider.of(workspace.settings, workspace.folder)


@router.get("/sign-in/oidc")
def there(request: Request, next: str = "/") -> Response:
    """Off to the service; what must come back waits in a cookie of this browser."""
    provider, visit = _provider(request), Visit.new()
    try:
        response = RedirectResponse(provider.address(visit, link_to(request, BACK)), 302)
    except RightsError as error:
        return show(request, "over.html", error=error, status=502)
    kept = json.dumps([visit.state, visit.nonce, visit.verifier, local_path(next)])
    text = base64.urlsafe_b64encode(kept.encode()).decode()
    response.headers.append("set-cookie", cookie(request, COOKIE, text, _MINUTES * 60))
    return response


@router.get(BACK)
def back(request: Request, code: str = "", state: str = "") -> Response:
    """Back from the service, with a code for who it is."""
    provider, access, at, address = _provider(request), access_of(request), now(), address_of(request)
    who = ""
    try:
        visit, target = _visit(request, state)
        identity = provider.identity(code, visit, link_to(request, BACK))
        who = identity.email
        reader = _reader(request, identity)
    except VoronkaError as error:
        if who:
            access.audit.write("sign_in_failed", at, who, provider.title, address)
        return show(request, "over.html", error=error, status=403)
    access.audit.write("sign_in", at, reader.email, provider.title, address)
    response = entered(request, reader, target)
    response.headers.append("set-cookie", cookie(request, COOKIE, "", 0))
    return response


def _provider(request: Request) -> Provider:
    provider = provider_of(request)
    if provider is None:
        raise HTTPException(404)
    return provider


def _visit(request: Request, state: str) -> tuple[Visit, str]:
    """What this browser took along; the answer must be to that very visit."""
    try:
        kept = json.loads(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "")))
        *parts, target = map(str, kept)
        visit = Visit(*parts)
    except (ValueError, TypeError) as error:
        raise _lost() from error
    if not hmac.compare_digest(visit.state.encode(), state.encode()):
        raise _lost()
    return visit, local_path(target)


def _reader(request: Request, identity: Identity) -> Reader:
    access = access_of(request)
    known = {one.reader.email: one.reader for one in access.readers.all()}
    if identity.email in known:
        return known[identity.email]
    try:
        reader = access.invitations.accept_by_email(identity.email, identity.name, now())
    except InputError as error:
        raise RightsError(
            say("nobody invited {email}", email=identity.email), do=say("ask the owner for an invitation")
        ) from error
    access.audit.write("joined", now(), reader.email, "", address_of(request))
    return reader


def _lost() -> RightsError:
    return RightsError(
        say("this sign-in was begun elsewhere, or too long ago"), do=say("begin again on the page of sign-in")
    )


def button(request: Request, target: str = "/") -> dict[str, str] | None:
    """What the button of the service says and where it leads; None where there is no service, or its settings will not do."""
    try:
        provider = provider_of(request)
    except InputError as error:
        # Whoever has a password must still come in, to mend the settings.
        _log.warning("no sign-in by another service: %s", error)
        return None
    if provider is None:
        return None
    return {"title": provider.title, "href": f"/sign-in/oidc?{urlencode({'next': local_path(target)})}"}
