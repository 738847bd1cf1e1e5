"""What is written down of a run: its progress, its end, its failure in both languages; and that there is one at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from voronka.errors import SourceError, StoreError
from voronka.intake import running
from voronka.intake.progress import Told
from voronka.intake.running import Running, is_running
from voronka.language import say
from voronka.model.source import Progress
from voronka.workspace import Workspace

SINCE = datetime(2026, 2, 1)
HOLDER = """
import sys, time
from voronka.intake.running import Running
from voronka.workspace import Workspace
with Running(Workspace(sys.argv[1]), "sync", "schedule"):
    print("begun", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path)
    found.database()
    return found


def test_a_run_tells_how_far_it_is_and_how_it_ended(workspace: Workspace) -> None:
    with Running(workspace, "sync", "person") as run:
        run(Progress("deals", 20, 100, since=SINCE))
        run.note((say("reading was stopped"),))
        run.done({"landed": 20})
        assert is_running(workspace.folder)
    [found] = workspace.runs().latest()
    assert (found.kind, found.cause, found.outcome, found.result) == (
        "sync",
        "person",
        "done",
        {"landed": 20},
    )
    assert found.notes == {"ru": ["загрузка остановлена"], "en": ["reading was stopped"]}
    assert Told.from_dict(found.progress).rows("deals") == 20
    assert not is_running(workspace.folder)


def test_a_failure_is_kept_in_both_languages(workspace: Workspace) -> None:
    with pytest.raises(SourceError), Running(workspace, "sync"):
        raise SourceError(say("cannot reach {url}", url="https://x.amocrm.ru"), do=say("run voronka sync"))
    [found] = workspace.runs().latest()
    assert found.outcome == "failed"
    assert found.error["en"] == ["cannot reach https://x.amocrm.ru", "", "run voronka sync"]
    assert found.error["kind"] == ["SourceError"]
    assert found.error["ru"][0] == "не удалось связаться с https://x.amocrm.ru"


def test_two_runs_at_once_there_are_not(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.1)
    with Running(workspace, "sync"), pytest.raises(StoreError, match="being written already"):  # noqa: SIM117
        with Running(workspace, "import"):
            pytest.fail("there were two")
    assert [run.outcome for run in workspace.runs().latest()] == ["done"]


def test_a_killed_run_lets_the_next_one_begin_and_is_told_as_cut_off(workspace: Workspace) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(workspace.folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    assert is_running(workspace.folder)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert [run.outcome for run in workspace.runs().latest()] == ["running"]
    with Running(workspace, "sync"):
        assert [run.outcome for run in workspace.runs().latest()] == ["running", "cut_off"]


def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    with Running(Workspace(tmp_path), "sync") as run:
        run(Progress("deals", 1, 1))
    assert not (tmp_path / "team.sqlite").exists()


def test_the_time_left_follows_the_rows_read_in_a_second() -> None:
    told = Told()
    told.take(Progress("deals", 100, 300, since=SINCE), now=0.0)
    assert told.seconds_left is None
    told.take(Progress("events.moves", 300, 1100, since=SINCE + timedelta(days=3)), now=10.0)
    assert told.seconds_left == 25.0  # 400 rows in 10 s, 1000 to come
    assert told.since == SINCE + timedelta(days=3)
    assert Told.from_dict(told.to_dict()).to_dict() == told.to_dict()


def test_a_list_read_once_more_for_what_came_meanwhile_does_not_go_back() -> None:
    told = Told()
    told.take(Progress("deals", 300, 300), now=time.monotonic())
    told.take(Progress("deals", 2, 2), now=time.monotonic())
    assert told.rows("deals") == 300
