"""Whether the server answers, and how fresh its data are; open to all, as it names nobody."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka import __version__
from voronka.api import shapes
from voronka.api.callers import company_of
from voronka.api.forms import json_of
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.language import say

router = APIRouter(tags=["health"])


@router.get(
    "/health",
    summary=say("See how the server is"),
    description=say("For a watch: version of the data and the moment they are known until. Needs no token."),
    response_model=shapes.Health,
    responses=replies(422, 503),
)
def health(request: Request, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    names = company_of(request).dictionary()
    told = {
        "status": "ok",
        "program": __version__,
        "store_version": names.version,
        "known_until": names.known_until.isoformat() + "Z",
    }
    return json_of(told, {"cache-control": "no-store"})
