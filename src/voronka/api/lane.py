"""A lane of their own for programs: however many questions they ask at once, the pages stay quick."""

from __future__ import annotations

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Questions worked on at once: Python works on one at a time, and the pages are to have their turn.
WIDTH = 2


class Lane:
    """Lets so many requests through until their answers begin, however slowly these are read then; whether the server lives is told beside the queue."""

    def __init__(self, app: ASGIApp, width: int = WIDTH) -> None:
        self.app = app
        self._room = anyio.Semaphore(width)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].endswith("/health"):
            await self.app(scope, receive, send)
            return
        await self._room.acquire()
        is_inside = True

        def leave() -> None:
            nonlocal is_inside
            if is_inside:
                is_inside = False
                self._room.release()

        async def send_outside(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self.app(scope, receive, send_outside)
        finally:
            leave()
