"""ETags: the same question of the same data by the same rights has the same mark, and is not answered twice."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from voronka import __version__
from voronka.api.callers import Caller


def headers(tag: str) -> dict[str, str]:
    """What goes with an answer that may be asked for again; it is for this caller alone."""
    return {
        "etag": tag,
        "cache-control": "private, no-cache",
        "vary": "Authorization, Cookie, Accept, Accept-Language",
    }


def mark(request: Request, caller: Caller) -> str:
    """The mark of an answer: address, wanted form and language, data, what the company told, rights and program."""
    company = caller.company
    parts = (
        request.url.path,
        request.url.query,
        request.headers.get("accept", ""),
        request.state.look.language,
        company.version,
        company.context(),
        caller.sees_sql,
        __version__,
    )
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:24] + '"'


def unchanged(request: Request, tag: str) -> Response | None:
    """304 when the caller has this answer already."""
    known = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=headers(tag)) if tag in known or "*" in known else None
