"""The application: every request goes through the gateway (limits), the door (tokens), the weather (faults) and one handler."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from voronka.simulator.amocrm.auth import Auth
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.consent import consent
from voronka.simulator.amocrm.filters import Query
from voronka.simulator.amocrm.limits import Limiter
from voronka.simulator.amocrm.problems import ApiError, gateway
from voronka.simulator.amocrm.resources import ROUTES, Handler
from voronka.simulator.amocrm.sender import Sender
from voronka.simulator.amocrm.world import World

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def _part(found: re.Match[str]) -> str:
    return f"(?P<{found[1]}>{found[2] or '[^/]+'})"


_PATTERNS = [
    (method, re.compile("/api/v4" + re.sub(r"\{(\w+):?([^}]*)\}", _part, path) + "/?"), handler)
    for method, path, handler in ROUTES
]


class CutError(Exception):
    """Raised in the middle of an answer, so that the server drops the connection."""


@dataclass
class App:
    """The simulated service as an ASGI application."""

    world: World
    auth: Auth
    limiter: Limiter
    sender: Sender
    steady: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = await self._answer(request)
        response.headers["X-Request-Id"] = uuid4().hex
        response.headers["Date"] = formatdate(self.world.now(), usegmt=True)
        if response.headers.get("X-Cut"):
            await _cut(response, send)
        await response(scope, receive, send)

    def move_to(self, until: int) -> None:
        """Let the account's clock stand at `until` (unix seconds) and tell the hooks what came."""
        since = self.world.until
        self.world.move_to(until)
        self.sender.tell(since, until)

    async def _answer(self, request: Request) -> Response:
        header = request.headers.get("Authorization")
        verdict = self.limiter.check(self.auth.integration_of(header), self.steady())
        if verdict == "blocked":
            return gateway(403, "Forbidden")
        if verdict == "too many":
            return gateway(429, "Too Many Requests")
        try:
            if request.url.path.startswith("/oauth"):
                return await self._oauth(request)
            return await self._api(request, header)
        except ApiError as problem:
            return problem.response()

    async def _oauth(self, request: Request) -> Response:
        path = request.url.path.rstrip("/")
        if path == "/oauth2/access_token" and request.method == "POST":
            pair = self.auth.exchange(await _body(request))
            return Response(json.dumps(pair), media_type="application/json")
        if path == "/oauth2/account/current/subdomain" and request.method == "GET":
            return self._subdomain(request)
        if path == "/oauth":
            answer = str((await _body(request)).get("answer", "")) if request.method == "POST" else ""
            return consent(self.auth, request, answer)
        raise ApiError(404, f"Cannot {request.method} {path}!")

    def _subdomain(self, request: Request) -> Response:
        token = request.headers.get("Authorization", "").partition(" ")[2]
        if not self.auth.owner_of_refresh_token(token):
            raise ApiError(401, "Неверный логин или пароль")
        company = self.world.company
        place = {"id": company.account_id, "subdomain": company.subdomain, "domain": request.url.netloc}
        return Response(json.dumps(place), media_type="application/json")

    async def _api(self, request: Request, header: str | None) -> Response:
        user, _ = self.auth.user_of(header)
        handler, parts = _route(request.method, request.url.path)
        self.world.requests += 1
        if self.world.is_behind:
            self.move_to(self.world.now())
        await self._weather(self.world.requests)
        call = Call(
            world=self.world,
            base=str(request.base_url).rstrip("/"),
            path=request.url.path.rstrip("/"),
            query=Query.of(request.query_params.multi_items()),
            user=user,
            parts=parts,
            body=await _body(request) if request.method != "GET" else None,
        )
        since = self.world.until
        answer = handler(call)
        if self.world.until > since:
            self.sender.tell(since, self.world.until)
        return self._spoil(answer, self.world.requests)

    async def _weather(self, number: int) -> None:
        faults = self.world.faults
        if 0 < faults.unpaid_after <= number:
            raise ApiError(402, "Аккаунт не оплачен")
        if 0 < faults.forbidden_after <= number:
            raise ApiError(403, "Недостаточно прав для вызова метода")
        if faults.draws(faults.slow, "slow", number):
            await self.sleep(faults.pause)
        if faults.draws(faults.error_500, "500", number):
            raise ApiError(500, "Внутренняя ошибка сервера")

    def _spoil(self, response: Response, number: int) -> Response:
        faults = self.world.faults
        if faults.draws(faults.error_504, "504", number):
            return gateway(504, "Gateway Time-out")
        if len(response.body) > 1 and faults.draws(faults.truncated, "truncated", number):
            half = bytes(response.body)[: len(response.body) // 2]
            return Response(half, response.status_code, media_type=response.media_type)
        if len(response.body) > 1 and faults.draws(faults.dropped, "dropped", number):
            response.headers["X-Cut"] = "1"
        return response


async def _cut(response: Response, send: Send) -> None:
    headers = [(name, value) for name, value in response.raw_headers if name != b"x-cut"]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    half = bytes(response.body)[: len(response.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})
    raise CutError("the connection is cut, as asked by the fault `dropped`")


def _route(method: str, path: str) -> tuple[Handler, dict[str, str]]:
    matches = [
        (allowed, handler, match)
        for allowed, pattern, handler in _PATTERNS
        if (match := pattern.fullmatch(path))
    ]
    if not matches:
        raise ApiError(404, f"Cannot {method} {path}!")
    for allowed, handler, match in matches:
        if allowed == method:
            return handler, match.groupdict()
    raise ApiError(405, f"Method {method} is not allowed for {path}")


async def _body(request: Request) -> Any:
    """The body as JSON, or a form as a dict; ApiError 400 for neither."""
    if "form" in request.headers.get("Content-Type", ""):
        return dict(await request.form())
    raw = await request.body()
    if not raw:
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        raise ApiError(400, "Request body is not valid JSON") from error
