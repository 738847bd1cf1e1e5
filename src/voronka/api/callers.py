"""Who calls, what they may ask for, and the company as they may see it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request

from voronka.actions.gate import may_act
from voronka.api.errors import StatusError
from voronka.clock import now
from voronka.errors import InputError, RightsError
from voronka.language import say
from voronka.model.reader import Reader
from voronka.team.api_tokens import SCOPES, ApiToken, ApiTokens
from voronka.workspace import Workspace

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description=say("a token made on the page “API” or by voronka token add"),
)


@dataclass(frozen=True)
class Caller:
    """Whoever calls: the company as they may see it, the scopes they have, whether they may see how figures are counted, set goals, and act in the CRM.

    `name` is how the log calls them; `reader` None: whoever runs the server.
    """

    company: Workspace
    scopes: frozenset[str]
    sees_sql: bool = True
    name: str = ""
    may_plan: bool = True
    reader: Reader | None = None
    may_act: bool = True

    def need(self, scope: str) -> None:
        """RightsError where they have not that scope."""
        if scope not in self.scopes:
            raise RightsError(
                say("this token does not allow that"),
                say("it is for: {names}", names=", ".join(sorted(self.scopes)) or "—"),
                say("make one for “{scope}” too", scope=scope),
            )


def company_of(request: Request) -> Workspace:
    """The whole company, for what is nobody's secret."""
    company: Workspace = request.app.state.company
    return company


def allowed(scope: str) -> Callable[..., Caller]:
    """A dependency: the caller of a request, who must have that scope."""

    def caller(request: Request, _: object = Depends(_BEARER)) -> Caller:
        header = request.headers.get("authorization")
        found = _by_page(request) if header is None else _by_token(request, header)
        found.need(scope)
        return found

    return caller


def _by_page(request: Request) -> Caller:
    """Without a token: whoever is signed in to the pages; on a machine where nobody has to, whoever is there."""
    reader: Reader | None = request.state.reader
    if reader is not None:
        return _reading(company_of(request), reader, frozenset(SCOPES), reader.email)
    if request.state.is_closed:
        raise _stranger(say("this request has no token"))
    return Caller(company_of(request), frozenset(SCOPES))


def _by_token(request: Request, header: str) -> Caller:
    scheme, _, secret = header.partition(" ")
    company = company_of(request)
    token = token_of(company, secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise _stranger(say("this token is not known, or its time has run out"))
    _keep_pace(request, token)
    return caller_of(company, token)


def token_of(company: Workspace, secret: str) -> ApiToken | None:
    """The token of a secret, noted as used; None where there is none, or its time has run out."""
    if not company.has_team():
        return None
    tokens = ApiTokens(company.database())
    token = tokens.find(secret, now())
    if token is not None:
        tokens.used(token, now())
    return token


def caller_of(company: Workspace, token: ApiToken) -> Caller:
    """Whoever has that token, with the rights they have now; RightsError where their role takes no figures out."""
    if token.reader is not None:
        return _reading(company, token.reader, token.scopes, f"{token.reader.email}: {token.name}")
    return Caller(company, token.scopes, name=token.name)


def _reading(whole: Workspace, reader: Reader, scopes: frozenset[str], name: str) -> Caller:
    """A reader sees here what they see on the pages."""
    if not reader.may("export"):
        raise RightsError(
            say("your role does not allow this"),
            say("it does not take figures out"),
            say("ask the owner for another role"),
        )
    company = whole.seen_by(whole.rights_of(reader.own))
    acts = may_act(reader, whole.settings, is_closed=True)
    return Caller(
        company, scopes, reader.may("explain"), name, reader.may("plan"), reader=reader, may_act=acts
    )


def _keep_pace(request: Request, token: ApiToken) -> None:
    seconds = request.app.state.pace.wait(token.number)
    if seconds:
        error = InputError(
            say("this token asks too often"),
            say("{rate} requests a second are answered", rate=request.app.state.pace.rate),
            say("wait as long as Retry-After says"),
        )
        raise StatusError(429, error, {"retry-after": str(math.ceil(seconds))})


def _stranger(why: str) -> StatusError:
    error = InputError(
        say("who asks is not known"),
        why,
        say("send Authorization: Bearer TOKEN; the page “API” makes tokens"),
    )
    return StatusError(401, error, {"www-authenticate": "Bearer"})


def write_down(request: Request, caller: Caller, about: str, action: str = "exported") -> None:
    """Put into the log that a file was taken, or something else done; where access is not set up there is no log."""
    whole = company_of(request)
    if request.state.is_closed and whole.has_team():
        address = request.client.host if request.client else ""
        whole.access().audit.write(action, now(), caller.name, about, address)


def note_file(request: Request, caller: Caller, form: str, about: str) -> None:
    """Put into the log that an answer was taken as a file; what is read as JSON is an answer as on the pages."""
    if form != "json":
        write_down(request, caller, f"{about}.{form}")
