"""The doctor of the system: good where all is well, and telling where a secret can be read, a disk is full, a clock is wrong."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.api.served import workspace
from tests.cli.conftest import Run, run
from voronka.intake.running import claimed
from voronka.operations.system import clock_against, examine
from voronka.store.checks import Check
from voronka.workspace import Workspace

__all__ = ["run"]


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def checked(folder: Path, **more: Any) -> dict[str, Check]:
    with Workspace(folder) as company:
        return {one.name: one for one in examine(company, **more)}


def test_a_sound_workspace_is_told_so(tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path / "company")
    found = checked(folder)
    assert {one.level for one in found.values()} <= {"ok", "note"}
    assert "DuckDB" in found["versions"].found
    assert "mcp" in found["extras"].found
    assert found["writer"].found == "nobody"
    done = run("doctor", "--system", "--workspace", folder)
    assert done.returncode == 0
    assert "The system" in done.stdout


def test_a_secret_that_others_can_read_is_broken(tmp_path: Path, run: Run) -> None:
    folder = workspace(tmp_path / "company")
    (folder / "amocrm-token.json").write_text("{}")
    (folder / "amocrm-token.json").chmod(0o644)
    found = checked(folder, with_network=False)["secrets"]
    assert (found.level, found.found) == ("broken", "others can read it (644)")
    assert run("doctor", "--system", "--workspace", folder).returncode == 1
    (folder / "amocrm-token.json").chmod(0o600)
    assert checked(folder, with_network=False)["secrets"].level == "ok"


def test_little_room_is_told_before_it_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path / "company")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**9, 9 * 10**8, 10**8))
    assert checked(folder)["disk"].level == "note"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**9, 10**9, 0))
    assert checked(folder)["disk"].level == "broken"


def test_whoever_writes_is_named_by_their_process(tmp_path: Path) -> None:
    import os

    folder = workspace(tmp_path / "company")
    handle = claimed(folder)
    try:
        assert checked(folder)["writer"].found == f"process {os.getpid()}"
    finally:
        os.close(handle)


@contextmanager
def crm(date: str) -> Iterator[str]:
    """A server that has its own idea of what time it is."""

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(200)
            self.send_header("date", date or self.date_time_string())
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("date", "level"), [("", "ok"), ("Mon, 02 Mar 2020 10:00:00 GMT", "broken")])
def test_a_clock_that_is_wrong_is_seen(date: str, level: str) -> None:
    with crm(date) as address:
        assert clock_against(address).level == level
    assert clock_against(address).level == "note"
