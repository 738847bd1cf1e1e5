"""Asking by a real client of the protocol."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio
from mcp import Client

from voronka.api.callers import Caller
from voronka.clock import now
from voronka.mcp.office import Office, by_token, everything
from voronka.mcp.server import Assistance
from voronka.model.reader import Reader
from voronka.team.api_tokens import ApiTokens
from voronka.workspace import Workspace


class Asked:
    """What a tool answered: its text, its values, and whether it was refused."""

    def __init__(self, answer: Any) -> None:
        self.text: str = answer.content[0].text
        self.values: dict[str, Any] = answer.structured_content
        self.is_refused: bool = bool(answer.is_error)

    def everything(self) -> str:
        """All that was handed over."""
        return self.text + json.dumps(self.values, ensure_ascii=False)


def ask(target: Any, *calls: tuple[str, dict[str, Any]]) -> list[Asked]:
    """The answers of some tools, asked by one client."""

    async def talk() -> list[Asked]:
        async with Client(target) as client:
            return [Asked(await client.call_tool(name, given)) for name, given in calls]

    return anyio.run(talk)


def one(target: Any, name: str, **given: Any) -> Asked:
    """The answer of one tool."""
    return ask(target, (name, given))[0]


def office(company: Workspace, local: Callable[[], Caller] | None = None, **more: Any) -> Assistance:
    """A server in English for whoever `local` says."""
    return Assistance(Office(company, "en", local or everything(company), **more))


def token(company: Workspace, *scopes: str, reader: Reader | None = None) -> str:
    """The secret of a new token."""
    return ApiTokens(company.database()).make("assistant", scopes or ("read", "deals"), now(), reader=reader)[
        1
    ]


def bearer(company: Workspace, *scopes: str, reader: Reader | None = None) -> Assistance:
    """A server for whoever has a new token."""
    return office(company, by_token(company, token(company, *scopes, reader=reader)))
