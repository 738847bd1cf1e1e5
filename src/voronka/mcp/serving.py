"""Serving assistants that come over the network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from voronka.api.callers import Caller, caller_of, token_of
from voronka.api.pace import Pace
from voronka.errors import InputError, RightsError, VoronkaError
from voronka.language import say, translated
from voronka.mcp.office import CALLER, Office, everything
from voronka.mcp.server import Assistance
from voronka.web.entrance import Entrance
from voronka.web.serve import LOCAL, listen
from voronka.workspace import Workspace

#: Where assistants knock.
PATH = "/mcp"


def over_network(
    folder: Path,
    host: str,
    port: int,
    language: str,
    tell: Callable[[str], object],
    has_names: bool = True,
) -> None:
    """Serve assistants that bring tokens, until interrupted; on this machine's own address none is asked for before there are readers."""
    with Workspace(folder) as company, listen(host, port) as listener:
        app = application(company, host in LOCAL, language, has_names)
        tell(f"http://{host}:{listener.getsockname()[1]}{PATH}")
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=2)
        uvicorn.Server(config).run(sockets=[listener])


def application(company: Workspace, is_local: bool, language: str, has_names: bool = True) -> ASGIApp:
    """What answers at PATH, behind the door. Each request stands for itself, so that any proxy may stand in front."""
    server = Assistance(Office(company, language, everything(company), has_names))
    inner = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=_security(company.settings["web.address"], is_local),
    )
    return Door(inner, company, Entrance(company, is_local), language)


def _security(address: str, is_local: bool) -> TransportSecuritySettings:
    """A server of this machine alone must not answer to a name that some site on the internet has pointed at it."""
    if not is_local:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    known = urlsplit(address).netloc
    return TransportSecuritySettings(
        allowed_hosts=[*(f"{name}:*" for name in LOCAL), *([known] if known else [])],
        allowed_origins=[*(f"http://{name}:*" for name in LOCAL), *([address.rstrip("/")] if known else [])],
    )


class Door:
    """Finds who asks by their token and keeps their pace, before any question is read."""

    def __init__(self, app: ASGIApp, company: Workspace, entrance: Entrance, language: str) -> None:
        self.app = app
        self._company = company
        self._entrance = entrance
        self._language = language
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            setattr(request.state, CALLER, await run_in_threadpool(self._caller, request))
        except VoronkaError as error:
            await self._refuse(error, send)
            return
        await self.app(scope, receive, send)

    def _caller(self, request: Request) -> Caller:
        header = request.headers.get("authorization")
        if header is None:
            if self._entrance.is_closed(request):
                raise _stranger(say("this request has no token"))
            return everything(self._company)()
        scheme, _, secret = header.partition(" ")
        token = token_of(self._company, secret.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise _stranger(say("this token is not known, or its time has run out"))
        if self._pace.wait(token.number):
            raise InputError(
                say("this token asks too often"),
                say("{rate} requests a second are answered", rate=self._pace.rate),
            )
        return caller_of(self._company, token)

    async def _refuse(self, error: VoronkaError, send: Send) -> None:
        """401 for a stranger, 403 for a role that takes nothing out, 429 for one who hurries, 503 where there are no data."""
        told = {name: str(translated(getattr(error, name), self._language)) for name in ("what", "why", "do")}
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        status = _status(error)
        if status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        if status == 429:
            headers.append((b"retry-after", b"1"))
        body = json.dumps(told, ensure_ascii=False).encode()
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class _StrangerError(RightsError):
    """Nobody knows who asks."""


def _stranger(why: str) -> _StrangerError:
    return _StrangerError(
        say("who asks is not known"),
        why,
        say("send Authorization: Bearer TOKEN; the page “API” makes tokens"),
    )


def _status(error: VoronkaError) -> int:
    kinds = ((_StrangerError, 401), (RightsError, 403), (InputError, 429))
    return next((status for kind, status in kinds if isinstance(error, kind)), 503)
