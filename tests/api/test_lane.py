"""Programs wait for each other, not the pages for them; whoever reads an answer slowly keeps nobody waiting."""

from __future__ import annotations

import anyio
from starlette.types import Message, Receive, Scope, Send

from voronka.api.lane import Lane

SCOPE = {"type": "http", "path": "/v1/ask/funnel"}


async def _receive() -> Message:
    return {"type": "http.request"}


def test_so_many_are_worked_on_at_once_and_health_waits_for_none() -> None:
    inside = most = answered = 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal inside, most, answered
        inside += 1
        most = max(most, inside)
        await anyio.sleep(0.01)
        inside -= 1
        answered += 1
        await send({"type": "http.response.start"})

    async def send(message: Message) -> None:
        """Taken at once."""

    async def ask() -> None:
        lane = Lane(app, width=2)
        async with anyio.create_task_group() as group:
            for _ in range(7):
                group.start_soon(lane, dict(SCOPE), _receive, send)
            await anyio.sleep(0.005)
            await lane({"type": "http", "path": "/v1/health"}, _receive, send)

    anyio.run(ask)
    assert answered == 8
    assert most == 3  # two questions, and the one that does not queue


def test_a_slow_reader_and_a_fault_leave_the_lane() -> None:
    answered: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/fault":
            raise ValueError
        await send({"type": "http.response.start", "path": scope["path"]})

    async def ask() -> None:
        lane, gate = Lane(app, width=1), anyio.Event()

        async def slow(message: Message) -> None:
            await gate.wait()
            answered.append("slow")

        async def quick(message: Message) -> None:
            answered.append("quick")

        async with anyio.create_task_group() as group:
            group.start_soon(lane, dict(SCOPE), _receive, slow)
            await anyio.sleep(0.005)
            try:
                await lane({"type": "http", "path": "/fault"}, _receive, quick)
            except ValueError:
                answered.append("fault")
            await lane(dict(SCOPE), _receive, quick)
            gate.set()

    anyio.run(ask)
    assert answered == ["fault", "quick", "slow"]
