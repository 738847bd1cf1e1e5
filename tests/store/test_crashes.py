"""Killed, locked out or out of space: nothing is lost and the published store stays whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.store.source import Pages
from voronka.errors import StoreError
from voronka.store.fingerprint import fingerprints
from voronka.store.published import Published
from voronka.store.sync import sync
from voronka.store.work import WorkStore

ROOT = Path(__file__).parent.parent.parent
NOW = datetime.fromisoformat("2026-02-01")
DEALS = 2000


def start(folder: Path, *words: object) -> subprocess.Popen[str]:
    # cut off while it compiles a library, it would leave half a module for all that come after
    own = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "VORONKA_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.crashing", str(folder), *map(str, words)],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def content(folder: Path) -> dict[str, tuple[int, int]]:
    with duckdb.connect(str(Published.open(folder).path), read_only=True) as connection:
        return fingerprints(connection)


def test_kill_nine_at_random_moments_changes_nothing_in_the_end(tmp_path: Path) -> None:
    chance = random.Random(9)
    folder = tmp_path / "killed"
    for _ in range(8):
        process = start(folder, DEALS)
        time.sleep(chance.uniform(0.3, 3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (folder / "store.duckdb").exists():
            journeys, moves = content(folder)["journeys"][0], content(folder)["moves"][0]
            assert 0 < journeys <= DEALS
            assert moves == 2 * journeys
    result = sync(folder, Pages(DEALS, 20), now=NOW)
    sync(tmp_path / "calm", Pages(DEALS, 20), now=NOW)
    assert content(folder) == content(tmp_path / "calm")
    assert result.version == Published.open(folder).version
    assert not list(folder.glob("*.part"))


def test_a_writer_in_another_process_is_named(tmp_path: Path) -> None:
    with WorkStore(tmp_path):
        process = start(tmp_path, 20)
        _, said = process.communicate()
    assert process.returncode == StoreError.exit_code
    assert "is being written already" in said
    assert "process" in said
    assert "one writer at a time" in said


@pytest.mark.parametrize("kilobytes", [400, 900, 1300, 1800])
def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path, kilobytes: int) -> None:
    sync(tmp_path, Pages(100), now=NOW)
    before = content(tmp_path)
    process = start(tmp_path, DEALS, kilobytes * 1024)
    _, said = process.communicate()
    assert process.returncode == StoreError.exit_code, said
    assert "is full" in said
    assert "goes on where it stopped" in said
    assert content(tmp_path)["journeys"][0] >= before["journeys"][0]
    sync(tmp_path, Pages(DEALS), now=NOW)
    assert content(tmp_path)["journeys"][0] == DEALS
