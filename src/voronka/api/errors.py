"""Errors as JSON, in the caller's language: what happened, why, what to do. No stack ever leaves the server."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voronka.errors import AbsentError, InputError, RightsError, StoreError, VoronkaError
from voronka.language import Phrase, say, translated

log = logging.getLogger("voronka.api")
#: Kind of error → status, the first that fits; others are faults of ours.
_STATUS: tuple[tuple[type[VoronkaError], int], ...] = (
    (AbsentError, 404),
    (InputError, 400),
    (RightsError, 403),
    (StoreError, 503),
)


class StatusError(Exception):
    """An error with a status of its own, and headers that go with it."""

    def __init__(self, status: int, error: VoronkaError, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error
        self.headers = dict(headers or {})


def register(api: FastAPI) -> None:
    """Let `api` answer every error in this way."""
    api.add_exception_handler(VoronkaError, _told)
    api.add_exception_handler(StatusError, _with_status)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, refused)
    api.add_exception_handler(Exception, _broken)


def body(
    request: Request, status: int, error: VoronkaError, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as it is answered."""
    language = request.state.look.language
    told = {name: str(translated(getattr(error, name), language)) for name in ("what", "why", "do")}
    return JSONResponse(told, status, headers={"cache-control": "no-store", **(headers or {})})


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, VoronkaError)
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status == 500:
        log.error("%s %s: %s", request.method, request.url.path, error)
    return body(request, status, error)


def _with_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, StatusError)
    return body(request, error.status, error.error, error.headers)


def refused(request: Request, error: Exception) -> Response:
    """No such address, or no such method there."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        what = InputError(
            say("{method} is not answered here", method=request.method),
            say("this address is only read"),
            say("use GET; /api/docs lists all addresses"),
        )
    else:
        what = InputError(
            say("there is nothing at {path}", path=request.url.path), do=say("/api/docs lists all addresses")
        )
    return body(request, error.status_code, what, error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    """A parameter that is none of what it may be."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = str(first["loc"][-1] if len(first["loc"]) < 3 else first["loc"][1])
    if first["type"] == "missing":
        what = InputError(say("“{name}” is missing", name=name), do=say("/api/docs tells all parameters"))
    else:
        what = InputError(
            say("“{name}” cannot be “{text}”", name=name, text=str(first.get("input"))),
            why_invalid(first),
            say("/api/docs tells all parameters"),
        )
    return body(request, 422, what)


def why_invalid(first: Mapping[str, Any]) -> Phrase:
    """Why a parameter cannot be what it is, from what pydantic says of it."""
    context = first.get("ctx") or {}
    if "expected" in context:
        return say(
            "it is one of: {names}", names=str(context["expected"]).replace("'", "").replace(" or ", ", ")
        )
    if "ge" in context:
        return say("it is {number} or more", number=context["ge"])
    if "le" in context:
        return say("it is {number} or less", number=context["le"])
    if "list" in first["type"]:
        return say("it is a list")
    return say("it is a whole number") if "int" in first["type"] else say("it is a text")


def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours: the log has it, the caller gets no stack."""
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    fault = VoronkaError(
        say("this could not be answered"),
        say("it is a fault of the program; the server's log tells more"),
        say("ask in another way, or tell whoever runs the server"),
    )
    return body(request, 500, fault)
