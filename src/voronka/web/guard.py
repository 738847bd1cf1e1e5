"""The guard of every form: a page of another site cannot make a reader's browser change anything here.

A browser gets a random cookie; forms carry a token made of it and of the session. Another site can make the browser send the cookie, and can
read neither. In addition what browsers say of where a request comes from must be this site.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Message, Receive

from voronka.errors import RightsError
from voronka.language import say

COOKIE, FIELD, HEADER = "guard", "guard", "x-guard"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: The field must be among so many first bytes of a form: it is its first one, whatever file follows.
SEEN_BYTES = 64 * 1024
_IN_FORM = re.compile(rb"(?:^|&)guard=([0-9a-f]{64})(?:&|$)")
_IN_PARTS = re.compile(rb'name="guard"\r\n\r\n([0-9a-f]{64})\r\n')


def new_guard() -> str:
    """A value for the cookie."""
    return secrets.token_hex(16)


def token_of(guard: str, session: str = "") -> str:
    """What a form must carry."""
    return hashlib.sha256(f"guard|{guard}|{session}".encode()).hexdigest()


def check_origin(request: Request) -> None:
    """RightsError where the browser says that the request comes from another site."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    is_ours = origin is None or (urlsplit(origin).netloc == request.headers.get("host"))
    if not is_ours or site not in (None, "same-origin", "none"):
        raise _refused(say("the form was sent from another site"))


def check_token(request: Request, expected: str, body: bytes) -> None:
    """RightsError where a form does not carry its token, in the header or in its first field."""
    found = _IN_FORM.search(body) or _IN_PARTS.search(body)
    given = request.headers.get(HEADER) or (found[1].decode() if found else "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise _refused(say("the page with the form was open for too long, or cookies are off"))


async def peeked(receive: Receive) -> tuple[bytes, Receive]:
    """The first bytes of a request's body, and a `receive` that gives all of it again."""
    kept: list[Message] = []
    size = 0
    while True:
        message = await receive()
        kept.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body") or size >= SEEN_BYTES:
            break
    waiting = iter(tuple(kept))

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return b"".join(message.get("body", b"") for message in kept), again


def _refused(why: str) -> RightsError:
    return RightsError(say("this was not done"), why, say("go back, reload the page and try again"))
