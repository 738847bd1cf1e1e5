"""The first day of an administrator, in a real browser against the simulator: connected, watched, opened; killed in the middle and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import missing
from tests.end_to_end.truth import differences
from tests.web.browser import CHROMIUM, chromium, serving
from voronka.settings import Settings
from voronka.simulator.amocrm.serve import Server, serve
from voronka.simulator.company import make_company
from voronka.simulator.shape import Company
from voronka.sources import amocrm
from voronka.web.app import create_app
from voronka.workspace import Workspace


@pytest.fixture(scope="module")
def company() -> Company:
    return make_company(deals=250, seed=7, until=datetime(2026, 11, 1))


@pytest.fixture
def server(company: Company) -> Iterator[Server]:
    with serve(company, rate=0) as serving:
        yield serving


@contextmanager
def voronka_serve(folder: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`voronka serve` in a process group of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "voronka", "serve", "--port", "0", "--workspace", str(folder), *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "VORONKA_LANG": "en", "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+?/(?= )", process.stdout.readline())
        assert found
        yield found[0].rstrip("/"), process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


@pytest.mark.browser
def test_from_a_fresh_server_to_the_deals_behind_the_first_funnel(
    browser: Any, server: Server, tmp_path: Path
) -> None:
    Settings({"source.rate": 40.0}).save(tmp_path)
    faults: list[str] = []
    with voronka_serve(tmp_path) as (address, _):
        page = browser.new_page(locale="ru-RU")
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.locator("a.way", has_text="amoCRM").click()
        page.fill("[name=base_url]", server.base_url)
        page.fill("[name=token]", "mistyped")
        page.get_by_role("button", name="Проверить и подключить").click()
        assert "не приняла токен" in page.locator(".wizard-error h2").inner_text()
        expect(page.locator("[name=base_url]").first).to_have_value(server.base_url)
        page.fill("[name=token]", server.long_lived_token)
        page.get_by_role("button", name="Проверить и подключить").click()
        page.wait_for_url("**/connect/stages")
        page.get_by_role("button", name="Сохранить").click()
        page.wait_for_url("**/connect/progress")
        page.locator("#progress a.button", has_text="Открыть").wait_for()
        page.get_by_text("Всё загружено").wait_for(timeout=120_000)
        page.get_by_role("link", name="Открыть воронку").click()
        page.goto(address + "/funnel")
        shown = page.locator(".f-count a.n").first
        number = re.sub(r"\D", "", shown.inner_text())
        shown.click()
        page.wait_for_url("**/deals?*")
        assert re.sub(r"\D", "", page.locator("[data-total]").get_attribute("data-total")) == number
        page.close()
    assert not faults


@pytest.mark.browser
def test_the_pages_that_connect_have_no_serious_fault_for_those_who_cannot_see_them(
    browser: Any, tmp_path: Path
) -> None:
    with serving(create_app(tmp_path)) as address:
        context = browser.new_context(locale="ru-RU", bypass_csp=True, viewport={"width": 390, "height": 800})
        page = context.new_page()
        for path in ("/connect", "/connect/amocrm", "/connect/file", "/connect/progress", "/settings"):
            page.goto(address + path)
            faults = Axe().run(page).response["violations"]
            assert [fault["id"] for fault in faults if fault["impact"] in ("serious", "critical")] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        context.close()


def test_a_server_killed_in_the_middle_goes_on_when_it_starts_again(
    company: Company, server: Server, tmp_path: Path
) -> None:
    Settings({"source.kind": "amocrm", "source.base_url": server.base_url, "source.rate": 12.0}).save(
        tmp_path
    )
    amocrm.keep_token(tmp_path, server.long_lived_token)
    with voronka_serve(tmp_path) as (address, process):
        until = time.monotonic() + 90
        while not _rows_read(tmp_path):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert httpx2.get(f"{address}/connect/progress").status_code == 200
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert [run.outcome for run in Workspace(tmp_path).runs().latest()] == ["running"]
    Workspace(tmp_path).change_settings({"source.rate": 300.0})
    with voronka_serve(tmp_path):
        until = time.monotonic() + 120
        while [run.outcome for run in Workspace(tmp_path).runs().latest()][:1] != ["done"]:
            assert time.monotonic() < until
            time.sleep(0.3)
    runs = Workspace(tmp_path).runs().latest()
    assert [run.outcome for run in runs] == ["done", "cut_off"]
    assert 0 < runs[0].result["landed"] < 20_000
    assert differences(tmp_path / "store.duckdb", company) == {}


def _rows_read(folder: Path) -> int:
    if not (folder / "team.sqlite").exists():
        return 0
    workspace = Workspace(folder)
    latest = workspace.runs().latest(1)
    workspace.close()
    return sum(part["done"] for run in latest for part in run.progress.get("parts", {}).values())
