"""Over pipes and over the network, by a real client: tokens are asked for, and a stranger gets nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
import uvicorn
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from tests.api.served import workspace
from tests.assistants.asking import Asked, token
from tests.cli.conftest import Run, run
from voronka.clock import now
from voronka.errors import EngineError
from voronka.mcp import library
from voronka.mcp.serving import application
from voronka.model.reader import Own
from voronka.web.serve import listen
from voronka.workspace import Workspace

__all__ = ["run"]
ASK = {"metric": "win_rate", "period": "2026-01"}


@contextmanager
def served(company: Workspace, is_local: bool = True) -> Iterator[str]:
    """The address of a real server in a thread of its own."""
    with listen("127.0.0.1", 0) as listener:
        app = application(company, is_local, "en")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join()


def asked(address: str, secret: str = "", mode: str = "auto", **given: Any) -> Asked:
    """What a client with a token is answered over the network."""

    async def talk() -> Asked:
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
            transport = streamable_http_client(address, http_client=http)
            async with Client(transport, mode=mode) as client:  # type: ignore[arg-type]
                return Asked(await client.call_tool("ask", given or ASK))

    return anyio.run(talk)


def test_over_the_network_each_sees_their_own(company: Workspace) -> None:
    with served(company) as address:
        assert asked(address).values["rows"][0]["deals"] == 5
        readers = company.access().readers
        readers.add_first("owner@example.com", "", "три синие чашки", now())
        of_anna = readers.add("m@example.com", "M", "manager", Own(people=frozenset({(1, 1)})), now())
        whole, own = token(company), token(company, reader=of_anna)
        for mode in ("auto", "legacy"):
            assert asked(address, whole, mode).values["rows"][0]["deals"] == 5
            assert asked(address, own, mode).values["rows"][0]["deals"] == 2
        with httpx2.Client(trust_env=False) as http:
            for header in ({}, {"authorization": "Bearer vrk_nonsense"}, {"authorization": "Basic YTpi"}):
                found = http.post(address, json={}, headers=header)
                assert found.status_code == 401
                assert found.headers["www-authenticate"] == "Bearer"
                assert found.json()["what"] == "who asks is not known"


def test_elsewhere_nobody_asks_without_a_token(tmp_path: Path) -> None:
    with Workspace(workspace(tmp_path / "company")) as company, served(company, is_local=False) as address:
        with httpx2.Client(trust_env=False) as http:
            assert http.post(address, json={}).status_code == 401
        assert asked(address, token(company)).values["rows"][0]["deals"] == 5


def test_a_site_on_the_internet_cannot_ask_through_a_browser(tmp_path: Path) -> None:
    with (
        Workspace(workspace(tmp_path / "company")) as company,
        served(company) as address,
        httpx2.Client(trust_env=False) as http,
    ):
        for header in ({"host": "evil.example.com"}, {"origin": "https://evil.example.com"}):
            found = http.post(address, json={}, headers={"accept": "application/json", **header})
            assert found.status_code in (403, 421), header


def test_over_pipes_whoever_started_it_sees_all_and_a_token_its_own(company: Workspace) -> None:
    readers = company.access().readers
    of_anna = readers.add("p@example.com", "P", "manager", Own(people=frozenset({(1, 1)})), now())

    async def talk(**environment: str) -> Asked:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "voronka", "mcp", "--workspace", str(company.folder)],
            env={**os.environ, "VORONKA_LANG": "en", **environment},
        )
        async with Client(command) as client:
            return Asked(await client.call_tool("ask", ASK))

    assert anyio.run(talk).values["rows"][0]["deals"] == 5
    own = anyio.run(lambda: talk(VORONKA_TOKEN=token(company, reader=of_anna)))
    assert own.values["rows"][0]["deals"] == 2


def test_a_wrong_token_ends_the_command_with_words(company: Workspace, run: Run) -> None:
    done: subprocess.CompletedProcess[str] = run(
        "mcp", "--workspace", company.folder, VORONKA_TOKEN="vrk_nonsense"
    )
    assert done.returncode == 7
    assert done.stdout == ""
    assert "the token is not accepted" in done.stderr


def test_without_the_library_it_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match=r"pip install 'voronka\[mcp\]'"):
        library.need_library()
