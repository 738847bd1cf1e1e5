"""The page «API»: tokens of programs, and the address at which amoCRM says what has changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from voronka.api.places import link_to
from voronka.clock import now
from voronka.errors import InputError, RightsError
from voronka.language import say
from voronka.model.reader import Reader
from voronka.team.api_tokens import SCOPES, ApiToken, ApiTokens
from voronka.web.access.door import Text
from voronka.web.access.showing import back, show, workspace_of
from voronka.web.doing import acts
from voronka.web.reading import may, require, write_down
from voronka.web.whole import NUMBER, whole

router = APIRouter(prefix="/tokens")
#: For how long a token can be made, in days; 0: without end.
DAYS = (30, 90, 365, 0)
WEBHOOK = "amoCRM webhook"


@router.get("")
def programs(request: Request) -> Response:
    """Tokens, and a form for another one."""
    require(request, "export")
    return _page(request)


@router.post("")
def make(
    request: Request,
    name: Text = "",
    scopes: Annotated[list[str], Form()] = [],  # noqa: B006
    days: Text = "90",
) -> Response:
    """Make a token; it is shown once."""
    require(request, "export")
    try:
        if not set(scopes) <= {*_offered(request)}:
            raise InputError(say("a token cannot be for “{scope}”", scope=", ".join(scopes)))
        if whole(days) not in DAYS:
            raise InputError(say("a token cannot last {days} days", days=days))
        made, secret = _tokens(request).make(name, scopes, now(), int(days) or None, _reader(request))
    except InputError as error:
        return _page(request, error=error, name=name, chosen=scopes, lasts=days)
    write_down(request, "token_made", made.name)
    return _page(request, secret=secret)


@router.post("/webhook")
def webhook(request: Request) -> Response:
    """Make the address for amoCRM; it is shown once, and takes the place of an earlier one."""
    require(request, "connect")
    tokens = _tokens(request)
    for old in tokens.all():
        if "webhook" in old.scopes:
            tokens.take_back(old.number)
    _, secret = tokens.make(WEBHOOK, ["webhook"], now())
    write_down(request, "token_made", WEBHOOK)
    return _page(request, address=link_to(request, f"/hooks/{secret}"))


@router.post(f"/{NUMBER}/take-back")
def take_back(request: Request, number: int) -> Response:
    """End a token; an owner may end anybody's."""
    require(request, "export")
    gone = _tokens(request).take_back(number, None if may(request, "invite") else _reader(request))
    write_down(request, "token_taken_back", gone.name)
    return back("/tokens")


def _page(
    request: Request,
    error: InputError | None = None,
    secret: str = "",
    address: str = "",
    name: str = "",
    chosen: list[str] | None = None,
    lasts: str = "90",
) -> Response:
    found = _known(request)
    values = {
        "tokens": [one for one in found if "webhook" not in one.scopes],
        "hook": next((one for one in found if "webhook" in one.scopes), None),
        "may_connect": may(request, "connect"),
        "scopes": {scope: SCOPES[scope] for scope in _offered(request)},
        "days": DAYS,
        "link": secret or address,
        "is_address": bool(address),
        "name": name,
        "chosen": ["read", "deals"] if chosen is None else chosen,
        "lasts": lasts,
        "at": now(),
    }
    return show(request, "programs.html", values, error=error, status=400 if error else 200)


def _known(request: Request) -> tuple[ApiToken, ...]:
    """The tokens that somebody may see: their own, and an owner all; none where there is no database yet."""
    if not workspace_of(request).has_team():
        return ()
    return _tokens(request).all(None if may(request, "invite") else _reader(request))


def _offered(request: Request) -> tuple[str, ...]:
    """What a token of this reader can be for: whole tables only for those who see all deals, goals for those who set them."""
    reader = _reader(request)
    sees_all = reader is None or reader.rights.sees_all
    more = [
        *(["export"] if sees_all else []),
        *(["goals"] if may(request, "plan") else []),
        *(["reports"] if may(request, "write") else []),
        *(["actions"] if acts(request) else []),
    ]
    more += ["watch"] if may(request, "connect") else []
    return ("read", "deals", *more)


def _reader(request: Request) -> Reader | None:
    reader: Reader | None = request.state.reader
    if reader is None and request.state.is_closed:
        raise RightsError(say("nobody is signed in"), do=say("sign in first"))
    return reader


def _tokens(request: Request) -> ApiTokens:
    return ApiTokens(workspace_of(request).database())
