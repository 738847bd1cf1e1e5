"""Requests counted and written down, by their route alone: what somebody asked for, and of whom, is in neither."""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("voronka.requests")
#: Upper ends of the classes of seconds.
ENDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
#: What a request is called so that its lines are found again; a proxy in front may give it.
HEADER = "x-request-id"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Counts:
    """How many requests there were, and how long they took; safe to use from several threads.

    >>> counts = Counts()
    >>> counts.add("/funnel", 200, 0.03)
    >>> list(counts.requests()), counts.seconds("/funnel")[0][:4]
    ([('/funnel', 200, 1)], [0, 0, 1, 1])
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._classes: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()

    def add(self, route: str, status: int, seconds: float) -> None:
        """One more."""
        with self._lock:
            self._requests[route, status] += 1
            classes = self._classes.setdefault(route, [0] * (len(ENDS) + 1))
            classes[bisect_left(ENDS, seconds)] += 1
            self._sums[route] += seconds  # type: ignore[assignment]

    def requests(self) -> Iterator[tuple[str, int, int]]:
        """(route, status, how many), in order."""
        with self._lock:
            found = sorted(self._requests.items())
        yield from ((route, status, count) for (route, status), count in found)

    def routes(self) -> list[str]:
        """All routes that were asked for."""
        with self._lock:
            return sorted(self._classes)

    def seconds(self, route: str) -> tuple[list[int], float]:
        """How many took no longer than each of `ENDS`, and any time at all; their seconds together."""
        with self._lock:
            classes, total = list(self._classes[route]), float(self._sums[route])
        below, running = [], 0
        for count in classes:
            running += count
            below.append(running)
        return below, total


class Watched:
    """Names each request, counts it, and writes a line about it when it is over."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app = app
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if _NAME.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_name"] = name
        begun, status = time.perf_counter(), 500

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        try:
            await self.app(scope, receive, send_named)
        finally:
            seconds = time.perf_counter() - begun
            route = route_of(scope)
            self.counts.add(route, status, seconds)
            told = {"request": name, "method": scope["method"], "route": route, "status": status}
            log.info("request", extra={"told": told | {"ms": round(1000 * seconds, 1)}})


def route_of(scope: Scope) -> str:
    """The template of a request's address, such as /deal/{key}: what stands in the braces may be a secret or a name; "other" where there is no such route."""
    route: str | None = getattr(scope.get("route"), "path", None)
    if route is None:
        return "/static" if scope["path"].startswith("/static/") else "other"
    if not scope.get("root_path"):
        return route
    # a route of a mounted application knows the end of its address only; what is in front of it is fixed
    asked, known = scope["path"].split("/"), route.split("/")[1:]
    return "/".join([*asked[: len(asked) - len(known)], *known])
