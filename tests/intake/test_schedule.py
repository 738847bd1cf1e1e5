"""The server's schedule goes on, whatever happens to what it starts."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from voronka.errors import InputError
from voronka.intake import schedule as schedules
from voronka.intake.schedule import Schedule
from voronka.settings import Settings
from voronka.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path)
    found.database()
    return found


class Refused:
    """A process that ends before it could write anything down."""

    returncode = 2

    def communicate(self) -> tuple[bytes, bytes]:
        """What it says."""
        return b"", b"no such command\n"


def test_a_process_that_cannot_be_started_is_started_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [OSError("cannot allocate memory")]

    def start(*_: Any, **__: Any) -> Refused:
        if faults:
            raise faults.pop()
        return Refused()

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(schedules, "TICK", 0.01)
    schedule = Schedule(workspace)
    schedule.wake("import", ["import", "deals.csv"])
    schedule.start()
    until = time.monotonic() + 30
    while not any(run.ended_at for run in workspace.runs().latest()) and time.monotonic() < until:
        time.sleep(0.01)
    schedule.stop()
    [run] = workspace.runs().latest()
    assert (run.kind, run.cause, run.outcome) == ("import", "person", "failed")


def test_a_schedule_that_is_none_is_told_before_anything_is_served(tmp_path: Path) -> None:
    Settings({"sync.schedule": "every hour"}).save(tmp_path)
    with pytest.raises(InputError, match=r"sync\.schedule cannot be"):
        Schedule(Workspace(tmp_path))
