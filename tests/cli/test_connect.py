"""Connecting an account: what is kept, when, and what a wrong token leaves behind."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from voronka.simulator.amocrm.serve import Server, serve
from voronka.simulator.company import make_company


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(make_company(deals=30, seed=3, until=datetime(2026, 11, 1)), rate=0) as serving:
        yield serving


def test_a_token_is_tried_kept_and_then_synced_with(run: Run, server: Server, tmp_path: Path) -> None:
    done = run(
        "connect",
        "--base-url",
        server.base_url,
        "--workspace",
        tmp_path,
        VORONKA_TOKEN=server.long_lived_token,
    )
    assert done.returncode == 0, done.stderr
    assert "Connected to" in done.stdout
    kept = tmp_path / "amocrm-token.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert server.long_lived_token not in (tmp_path / "voronka.toml").read_text()
    assert run("sync", "--workspace", tmp_path).returncode == 0
    assert run("ask", "funnel", "--workspace", tmp_path).returncode == 0


def test_a_wrong_token_does_not_take_the_place_of_one_that_works(
    run: Run, server: Server, tmp_path: Path
) -> None:
    address = ("--base-url", server.base_url, "--workspace", tmp_path)
    run("connect", *address, VORONKA_TOKEN=server.long_lived_token)
    before = (tmp_path / "amocrm-token.json").read_bytes()
    done = run("connect", *address, VORONKA_TOKEN="mistyped")
    assert done.returncode == 5
    assert "401" in done.stderr
    assert "mistyped" not in done.stderr
    assert (tmp_path / "amocrm-token.json").read_bytes() == before


def test_a_salesperson_s_token_is_taken_with_a_warning_each_time(
    run: Run, server: Server, tmp_path: Path
) -> None:
    done = run(
        "connect",
        "--base-url",
        server.base_url,
        "--workspace",
        tmp_path,
        VORONKA_TOKEN=server.salesperson_token,
    )
    assert done.returncode == 0
    assert "incomplete" in done.stderr
    assert "incomplete" in run("sync", "--workspace", tmp_path).stderr
    assert "неполны" in run("sync", "--workspace", tmp_path, language="ru").stderr


def test_an_address_without_a_server_is_said(run: Run, tmp_path: Path) -> None:
    done = run("connect", "--base-url", "https://www.amocrm.ru", "--workspace", tmp_path, VORONKA_TOKEN="x")
    assert done.returncode == 2
    assert "company.amocrm.ru" in done.stderr
