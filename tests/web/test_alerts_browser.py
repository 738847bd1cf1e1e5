"""The page of alerts in a real browser: it is read on a phone, an alert is put off and brought back, somebody is chosen to be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from delivery.planted import FOUND, alert, plant, planted
from metrics.test_every import STORY
from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from tests.web.sites import published
from voronka.web.app import create_app
from voronka.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Workspace, "alerts", planted)
    plant([alert("inflow/Сайт", 900), alert("stay/Договор", 300)])
    with serving(create_app(published(tmp_path, STORY))) as found:
        yield found
    FOUND.clear()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


def test_from_an_alert_to_who_is_told(browser: Any, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # without JavaScript, on the narrowest of phones
    page = browser.new_context(
        locale="ru-RU", viewport={"width": 360, "height": 800}, java_script_enabled=False
    ).new_page()
    page.goto(address + "/alerts")
    first = page.locator(".alert").first
    assert "Новых сделок меньше обычного: Сайт" in first.inner_text()
    first.locator("summary").click()
    first.get_by_role("button", name="на 7 дней").click()
    expect(page.locator(".alert")).to_have_count(1)
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator(".alert")).to_have_count(2)
    page.locator(".alert").first.get_by_role("button", name="Нет").click()
    assert page.locator('[aria-pressed="true"]').inner_text() == "Нет"

    page = browser.new_page(locale="ru-RU", viewport={"width": 360, "height": 800})
    page.goto(address + "/alerts")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    page.locator(".recipient").first.get_by_label("Способ").select_option("smtp")
    page.locator(".recipient").first.get_by_label("Адрес").fill("anna@example.com")
    page.get_by_label("Сколько сигналов в неделю").fill("2")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сохранено.")).to_be_visible()
    expect(page.get_by_label("Сколько сигналов в неделю")).to_have_value("2")
    expect(page.locator(".alert-hint")).to_have_count(0)
    page.close()
