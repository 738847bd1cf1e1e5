"""Servers over tiny companies, spoken to over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx2
import pytest

from simulator_amocrm import tiny
from voronka.simulator.amocrm import Server, serve
from voronka.simulator.shape import Company

Start = Callable[..., "Api"]


class Steady:
    """A steady clock that goes when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Api:
    """A server with a client that carries the administrator's token."""

    def __init__(self, server: Server, client: httpx2.Client) -> None:
        self.server = server
        self.client = client

    def get(self, path: str, token: str | None = None, **more: Any) -> httpx2.Response:
        """GET below the API's root."""
        token = token or self.server.long_lived_token
        return self.client.get(
            f"{self.server.base_url}/api/v4/{path}", headers={"Authorization": f"Bearer {token}"}, **more
        )

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """Any other method below the API's root."""
        headers = {"Authorization": f"Bearer {self.server.long_lived_token}"}
        return self.client.request(method, f"{self.server.base_url}/api/v4/{path}", headers=headers, **more)

    def items(self, path: str, token: str | None = None) -> list[dict[str, Any]]:
        """The records of one page; none for 204."""
        answer = self.get(path, token)
        if answer.status_code == 204:
            return []
        assert answer.status_code == 200, answer.text
        (found,) = answer.json()["_embedded"].values()
        return list(found)

    def all(self, path: str) -> list[dict[str, Any]]:
        """The records of all pages, following `next`."""
        found: list[dict[str, Any]] = []
        address = f"{self.server.base_url}/api/v4/{path}"
        while address:
            answer = self.client.get(
                address, headers={"Authorization": f"Bearer {self.server.long_lived_token}"}
            )
            if answer.status_code == 204:
                break
            assert answer.status_code == 200, answer.text
            (page,) = answer.json()["_embedded"].values()
            found += page
            address = answer.json()["_links"].get("next", {}).get("href")
        return found


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a server over a company; without a rate limit unless one is given."""
    with ExitStack() as stack:
        yield partial(_start, stack)


@pytest.fixture(scope="session")
def api() -> Iterator[Api]:
    """The tiny company, without a limit; only for reading."""
    with ExitStack() as stack:
        yield _start(stack)


def _start(stack: ExitStack, company: Company | None = None, **options: Any) -> Api:
    client = stack.enter_context(httpx2.Client(timeout=10))
    options.setdefault("rate", 0)
    return Api(stack.enter_context(serve(company or tiny.company(), **options)), client)
