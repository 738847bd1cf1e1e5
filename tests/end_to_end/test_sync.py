"""The real command against the real server: what comes out equals the simulated company, whatever happens on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.end_to_end.truth import differences, rows_of
from voronka.settings import Settings
from voronka.simulator.amocrm.serve import Server, serve
from voronka.simulator.amocrm.switches import parse
from voronka.simulator.company import make_company
from voronka.simulator.shape import Company
from voronka.sources import amocrm

FAULTS = "moving,late,500=0.02,truncated=0.02,slow=0.01"


@pytest.fixture(scope="module")
def company() -> Company:
    return make_company(deals=400, seed=7, until=datetime(2026, 11, 1))


def workspace(folder: Path, server: Server, rate: float) -> Path:
    folder.mkdir()
    Settings({"source.kind": "amocrm", "source.base_url": server.base_url, "source.rate": rate}).save(folder)
    amocrm.keep_token(folder, server.long_lived_token)
    return folder


def voronka(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "voronka", *map(str, words)]


def run(*words: str | Path) -> str:
    done = subprocess.run(
        voronka(*words), capture_output=True, text=True, timeout=300, env={**os.environ, "VORONKA_LANG": "en"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def faulty(company: Company) -> Iterator[Server]:
    with serve(company, port=0, rate=7, faults=parse(FAULTS)) as server:
        yield server


def test_a_sync_under_faults_and_limits_equals_the_company(
    tmp_path: Path, company: Company, faulty: Server
) -> None:
    folder = workspace(tmp_path / "company", faulty, rate=6.5)
    run("sync", "--workspace", folder)
    assert differences(folder / "store.duckdb", company) == {}


def test_a_second_sync_without_change_writes_nothing(tmp_path: Path, company: Company) -> None:
    with serve(company, port=0, rate=0) as server:
        folder = workspace(tmp_path / "company", server, rate=300)
        run("sync", "--workspace", folder)
        before = (folder / "store.duckdb").resolve(), rows_of(folder / "store.duckdb", "select * from store")
        assert "Nothing new" in run("sync", "--workspace", folder)
        assert before == (
            (folder / "store.duckdb").resolve(),
            rows_of(folder / "store.duckdb", "select * from store"),
        )


def test_kill_nine_at_ten_random_moments_changes_nothing_in_the_end(tmp_path: Path, company: Company) -> None:
    moments = random.Random(10)
    with serve(company, port=0, rate=0) as server:
        folder = workspace(tmp_path / "company", server, rate=40)
        killed = 0
        while killed < 10:
            process = subprocess.Popen(voronka("sync", "--workspace", folder), stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=moments.uniform(0.4, 2.5))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            killed += 1
            if (folder / "store.duckdb").exists():
                assert rows_of(folder / "store.duckdb", "select count(*) from store") == [(1,)]
        run("sync", "--workspace", folder)
        assert differences(folder / "store.duckdb", company) == {}
