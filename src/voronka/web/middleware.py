"""Around every request: the reader's look, the choices remembered, the headers that keep pages safe."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voronka.web.asking import with_query
from voronka.web.look import LANGUAGES, THEMES, Look

#: Nothing from elsewhere, nothing inline: a name that came from the CRM can never become code.
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR = 365 * 24 * 3600


#: Files that are compressed by themselves.
_PACKED = (".parquet", ".xlsx", ".png", "/file/xlsx", "/file/png", "/file/pdf")
#: How hard pages are squeezed: level 9 takes twice the time of 5 for a twentieth less.
SQUEEZE = 5


class Compressed(GZipMiddleware):
    """Compresses what is not compressed already."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        is_packed = scope["type"] == "http" and scope["path"].endswith(_PACKED)
        await (self.app if is_packed else super().__call__)(scope, receive, send)


class WithHead:
    """Answers HEAD as GET without the body: a watch and a link's preview ask so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


class WithLook:
    """Puts `Look` into `request.state.look`; keeps `?lang=` and `?theme=` in cookies, the latter by a redirect to the clean address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.look = Look.of(request)
        query = request.query_params
        # Programs say their language anew each time, and have no theme.
        is_read = not request.url.path.startswith("/api/v")
        cookies = [_cookie("lang", query["lang"])] if is_read and query.get("lang") in LANGUAGES else []
        app = self.app
        if is_read and query.get("theme") in THEMES:
            cookies.append(_cookie("theme", query["theme"]))
            rest = [(name, value) for name, value in query.multi_items() if name != "theme"]
            app = RedirectResponse(with_query(request.url.path, rest), 303)

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    # a page that shows a mail in a frame says itself what may be in it
                    headers.setdefault(name, value)
                for cookie in cookies:
                    headers.append("set-cookie", cookie)
            await send(message)

        await app(scope, receive, send_dressed)


def _cookie(name: str, value: str) -> str:
    """A choice of the look, kept for a year; both words are ours, so that nothing needs quoting."""
    return f"{name}={value}; Max-Age={_YEAR}; Path=/; SameSite=Lax; HttpOnly"
