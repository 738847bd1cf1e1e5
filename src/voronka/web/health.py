"""For a watch: whether the server lives, whether it can answer, and its figures for Prometheus."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from voronka import __version__
from voronka.api.callers import token_of
from voronka.errors import InputError
from voronka.language import say
from voronka.operations.figures import text
from voronka.web.entrance import is_passed_on
from voronka.workspace import Workspace

router = APIRouter()
log = logging.getLogger("voronka.health")
_NO_STORE = {"cache-control": "no-store"}


@router.get("/health/live")
def live() -> Response:
    """The process answers; restart it where it does not."""
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


@router.get("/health")
def ready(request: Request) -> Response:
    """Whether questions can be answered: the data and the operational database can be read. Old data are told by `sync`, and do not make it unready."""
    company = request.app.state.company
    checks = {"store": "ok", "team": "ok", "sync": "ok"}
    if isinstance(company, Workspace):
        checks = {"store": _store(company), "team": _team(company), "sync": _sync(request)}
    is_ready = "failing" not in checks.values()
    told = {"status": "ok" if is_ready else "failing", "program": __version__, "checks": checks}
    return JSONResponse(told, 200 if is_ready else 503, headers=_NO_STORE)


@router.get("/health/metrics")
def metrics(request: Request) -> Response:
    """Figures for Prometheus; for strangers there is no such address."""
    company = request.app.state.company
    if not isinstance(company, Workspace) or not _may_watch(request, company):
        raise HTTPException(404)
    told = text(company, request.app.state.counts)
    return PlainTextResponse(told, headers=_NO_STORE, media_type="text/plain; version=0.0.4")


def _store(company: Workspace) -> str:
    """`empty` before anything was read: the pages show the way then, and nothing is wrong."""
    return _tried(company.dictionary) if company.has_store else "empty"


def _team(company: Workspace) -> str:
    return _tried(lambda: company.runs().latest(1)) if company.has_team() else "none"


def _sync(request: Request) -> str:
    try:
        found = request.app.state.watch.now()
    except Exception:  # noqa: BLE001
        # what is wrong with the databases is told by the other checks
        return "unknown"
    return "failed" if found.failure else "old" if found.is_old else "ok"


def _tried(read: Callable[[], object]) -> str:
    """Whatever goes wrong with reading, it cannot be read."""
    try:
        read()
    except Exception as error:  # noqa: BLE001
        log.warning("not ready: %s", type(error).__name__)
        return "failing"
    return "ok"


def _may_watch(request: Request, company: Workspace) -> bool:
    """This very machine (no proxy between), an address of `web.watch_from`, or a token made for it."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        token = token_of(company, header[7:].strip())
        return token is not None and "watch" in token.scopes
    if request.client is None or is_passed_on(request):
        return False
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    return address.is_loopback or any(address in one for one in _networks(company.settings["web.watch_from"]))


def _networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise InputError(
            say("web.watch_from cannot be “{text}”", text=text),
            str(error),
            say("write addresses or networks, as in 10.0.0.7, 192.168.1.0/24"),
        ) from error
