"""Coming in: a session begins."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from voronka.clock import now
from voronka.model.reader import Reader
from voronka.web.access.showing import access_of, back
from voronka.web.entrance import session_cookie
from voronka.web.reading import address_of


def entered(request: Request, reader: Reader, path: str) -> Response:
    """A new session, and on to a page."""
    device = request.headers.get("user-agent", "")
    token = access_of(request).sessions.begin(reader.number, now(), device, address_of(request))
    response = back(path)
    response.headers.append("set-cookie", session_cookie(request, token))
    return response
