"""Who comes in: finds the reader of each request, shows everybody else to the sign-in page, and guards every form."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voronka.clock import now
from voronka.errors import RightsError, VoronkaError
from voronka.language import say
from voronka.model.reader import Reader
from voronka.team.access import Access
from voronka.team.shares import Share
from voronka.web.guard import COOKIE, SAFE, check_origin, check_token, new_guard, peeked, token_of
from voronka.workspace import Workspace

SESSION = "session"
#: Paths that need no reader: they let one in, or ask for secrets of their own.
PUBLIC = ("/static/", "/sign-in", "/first", "/invitation/", "/reset/", "/api/", "/hooks/")
#: Paths that nobody is looked up for: files, and what a watch asks, which must be answered when nobody can be looked up.
NOBODY = ("/static/", "/health")
#: Paths whose requests carry secrets of their own, and no cookie counts there.
OWN_SECRETS = ("/hooks/",)
#: Paths without forms: there is nothing to guard.
FORMLESS = ("/api/",)
FIRST = "/first"
SHARED = "/s/"
#: What a proxy adds to a request begins so.
_PROXIED = ("x-forwarded", "forwarded", "x-real-ip", "x-original-", "cf-connecting-ip", "via")
_HALF_A_YEAR = 180 * 24 * 3600


@dataclass
class Entrance:
    """The door of one workspace. `workspace` None: a company without a team, for tests.

    `is_local`: served to this machine alone, where nobody has to sign in as long as there are no readers. `code` lets the first owner in from elsewhere.
    """

    workspace: Workspace | None
    is_local: bool = True
    code: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    _has_readers: bool = False

    def access(self) -> Access | None:
        """Readers and what belongs to them; None where there are none yet."""
        return self.workspace.access() if self.workspace is not None and self.has_readers() else None

    def has_readers(self) -> bool:
        """True once there is an owner; from then on there always is one."""
        if not self._has_readers and self.workspace is not None:
            self._has_readers = self.workspace.has_team() and not self.workspace.access().readers.is_empty()
        return self._has_readers

    def is_from_here(self, request: Request) -> bool:
        """True for a request from this very machine; one that a proxy passed on is not."""
        return self.is_local and not is_passed_on(request)

    def is_closed(self, request: Request) -> bool:
        """Whether only a reader may see figures."""
        return self.workspace is not None and (self.has_readers() or not self.is_from_here(request))

    def reader(self, token: str) -> Reader | None:
        """Whose session it is, with the rights they have now."""
        access = self.access()
        found = access.sessions.reader(token, now()) if access and token else None
        return self.with_rights(found) if found else None

    def share(self, token: str) -> Share | None:
        """The page that a link shows, as long as its maker may share."""
        access = self.access()
        found = access.shares.find(token, now()) if access else None
        return found if found is not None and found.by.may("share") else None

    def with_rights(self, reader: Reader) -> Reader:
        """The reader with the people of their teams."""
        assert self.workspace is not None
        return replace(reader, rights=self.workspace.rights_of(reader.own))


class WithReader:
    """Puts `reader`, `share`, `guard` and `is_closed` into `request.state`; `refuse` makes a page of an error."""

    def __init__(
        self, app: ASGIApp, entrance: Entrance, refuse: Callable[[Request, Exception], Response]
    ) -> None:
        self.app = app
        self.entrance = entrance
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        state = request.state
        state.reader = state.share = None
        state.guard, state.is_closed = "", True
        if scope["path"].startswith(NOBODY):
            await self.app(scope, receive, send)
            return
        guard = request.cookies.get(COOKIE) or new_guard()
        try:
            await run_in_threadpool(self._recognize, request, guard)
            if scope["method"] not in SAFE:
                receive = await self._guarded(request, receive)
            app = self._shown_to_the_door(request) or self.app
        except VoronkaError as error:
            app = self.refuse(request, error)

        needs_guard = COOKIE not in request.cookies and not scope["path"].startswith(FORMLESS)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start" and needs_guard:
                headers = MutableHeaders(scope=message)
                headers.append("set-cookie", cookie(request, COOKIE, guard, _HALF_A_YEAR))
            await send(message)

        await app(scope, receive, send_guarded)

    def _recognize(self, request: Request, guard: str) -> None:
        """Who it is; an API token counts alone, without what a browser has kept."""
        state, path = request.state, request.scope["path"]
        session = (
            "" if path.startswith(OWN_SECRETS) or _has_token(request) else request.cookies.get(SESSION, "")
        )
        state.is_closed = self.entrance.is_closed(request)
        state.guard = token_of(guard, session)
        state.reader = self.entrance.reader(session)
        if path.startswith(SHARED) and request.method in SAFE:
            self._open_share(request, path.removeprefix(SHARED))

    def _open_share(self, request: Request, token: str) -> None:
        """The address becomes that of the shared page; whoever reads it may see it, and nothing else."""
        share = self.entrance.share(token)
        if share is None:
            return
        page = urlsplit(share.page)
        look = [
            (name, value) for name, value in request.query_params.multi_items() if name in ("lang", "theme")
        ]
        query = "&".join(part for part in (page.query, urlencode(look)) if part)
        request.scope["path"], request.scope["raw_path"] = unquote(page.path), page.path.encode()
        request.scope["query_string"] = query.encode()
        request.state.share = share
        request.state.reader = replace(self.entrance.with_rights(share.by), role="viewer")

    @staticmethod
    async def _guarded(request: Request, receive: Receive) -> Receive:
        path = request.scope["path"]
        if path.startswith(OWN_SECRETS) or _has_token(request):
            return receive
        check_origin(request)
        if path.startswith(FORMLESS):
            return receive
        body, again = await peeked(receive)
        check_token(request, request.state.guard, body)
        return again

    def _shown_to_the_door(self, request: Request) -> Response | None:
        """Where somebody without a right to enter is sent; None lets them pass."""
        path = request.scope["path"]
        is_first = not self.entrance.has_readers()
        if not request.state.is_closed or request.state.reader is not None or path.startswith(PUBLIC):
            return None
        if is_first:
            return None if path == FIRST else RedirectResponse(FIRST, 303)
        if path.startswith(SHARED):
            raise _share_over()
        if request.method not in SAFE:
            return RedirectResponse("/sign-in", 303)
        target = f"{path}?{request.url.query}" if request.url.query else path
        return RedirectResponse(
            "/sign-in" + ("" if target == "/" else f"?{urlencode({'next': target})}"), 303
        )


def is_passed_on(request: Request) -> bool:
    """Whether a proxy passed the request on: whoever asks is somewhere else then."""
    return any(name.startswith(_PROXIED) for name in request.headers)


def cookie(request: Request, name: str, value: str, age: int) -> str:
    """A cookie that no script reads and no other site sends along with a form."""
    secure = "; Secure" if request.url.scheme == "https" else ""
    return f"{name}={value}; Max-Age={age}; Path=/; SameSite=Lax; HttpOnly{secure}"


def session_cookie(request: Request, token: str) -> str:
    """The cookie of a session; an empty token takes it away."""
    return cookie(request, SESSION, token, _HALF_A_YEAR if token else 0)


def _has_token(request: Request) -> bool:
    """True where a token of the interface for programs says who asks, and no cookie counts."""
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _share_over() -> RightsError:
    return RightsError(
        say("this link does not show anything any more"),
        say("it was for some days only, or was taken back"),
        say("ask whoever sent it for a new one"),
    )
