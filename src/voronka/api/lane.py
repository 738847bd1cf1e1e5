"""A lane of their own for programs: however many questions they ask at once, the pages stay quick."""

from __future__ import annotations

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

#: Requests answered at once; others wait their turn. Threads of the server are many more.
WIDTH = 6


class Lane:
    """Lets so many requests through at once; whether the server lives is told beside the queue."""

    def __init__(self, app: ASGIApp, width: int = WIDTH) -> None:
        self.app = app
        self._room = anyio.CapacityLimiter(width)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].endswith("/health"):
            await self.app(scope, receive, send)
            return
        async with self._room:
            await self.app(scope, receive, send)
