"""The pages about time and people in a real browser: the slider, setting a deal aside, any width, and readers who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from voronka.web.app import create_app

pytestmark = pytest.mark.browser
PAGES = (
    "/conversion?period=2026-Q2&versus=previous",
    "/time?period=2026",
    "/stuck",
    "/transitions?period=2026",
    "/people?period=2026",
    "/board?as_of=2026-06-01&versus=2026-01-01",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address(simulated_folder: Path) -> Iterator[str]:
    with serving(create_app(simulated_folder)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails its test when the console shows an error."""
    page = browser.new_page(locale="ru-RU", viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert not faults


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_any_width_and_is_read_by_everybody(page: Any, address: str, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for width in (1440, 1024, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + path)
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(fits), width
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not found.response["violations"], found.generate_report()


def test_the_slider_moves_the_board_and_stays_in_hand(page: Any, address: str) -> None:
    page.goto(address + "/board?as_of=2026-06-01")
    before = page.locator(".lead").inner_text()
    slider = page.locator("input[type=range]")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**as_of=2026-05-02")
    assert page.locator("[data-days]").inner_text() == "2 мая 2026"
    assert page.locator(".lead").inner_text() != before
    assert page.evaluate("document.activeElement.type") == "range"


def test_a_deal_is_set_aside_from_the_list(page: Any, address: str) -> None:
    page.goto(address + "/stuck")
    first = page.locator(".work tbody tr").first
    name = first.locator(".work-name").inner_text()
    first.get_by_text("Отложить").first.click()
    first.locator("input[name=until]").fill("2036-01-01")
    first.locator("input[name=reason]").fill("клиент в отпуске")
    first.get_by_role("button", name="Отложить").click()
    page.wait_for_url(re.compile("/stuck$"))
    assert page.locator(".work tbody tr .work-name").first.inner_text() != name
    aside = page.get_by_role("table", name="Отложены")
    assert "клиент в отпуске" in aside.inner_text()
    aside.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("button", name="Снова следить").or_(
        page.locator("form[action$=wake] button")
    ).first.click()
    page.wait_for_url("**/deal/**")
