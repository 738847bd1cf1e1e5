"""The pages of one deal, changes, trust, metrics and free questions in a real browser: fit, accessible, saved and printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from tests.web.sites import published
from voronka.web.app import create_app

pytestmark = pytest.mark.browser
STORY = """
    anna  source=site amount=500 lead 01-02  >call/60 01-03  proposal 01-05  owner=ivan 01-06  lead 01-10  won 01-20
    boris source=site lead 01-03  lost 01-06
    vera  source=phone lead 01-04  qualified 01-06
    gleb  owner=ivan source=phone amount=900 lead 02-03  won 02-05
"""
PAGES = (
    "/trust",
    "/changes",
    "/metrics",
    "/metrics/win_rate",
    "/ask?metric=win_rate&by=source&horizon=30",
    "/deal/1-1",
    "/deal/1-3",
    "/funnel?filter=source&where=source=site",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(create_app(published(tmp_path_factory.mktemp("guide"), STORY))) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_each_page_fits_and_keeps_the_rules_of_accessibility(browser: Any, address: str, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for width, theme in ((1440, "dark"), (390, "light")):
        page = browser.new_page(color_scheme=theme, viewport={"width": width, "height": 900}, locale="ru-RU")
        faults: list[str] = []
        page.on(
            "console",
            lambda message, kept=faults: kept.append(message.text) if message.type == "error" else None,
        )
        page.goto(address + path)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        page.set_viewport_size({"width": 360 if width == 390 else 1024, "height": 900})
        fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.close()
        assert not found.response["violations"], found.generate_report()
        assert fits
        assert not faults


def test_on_a_phone_the_form_opens_and_a_filter_is_set(browser: Any, address: str) -> None:
    page = browser.new_page(locale="ru-RU", viewport={"width": 390, "height": 844})
    page.goto(address + "/funnel")
    expect(page.locator(".control-by")).to_be_hidden()
    page.get_by_text("Все фильтры").click()
    expect(page.locator(".control-by")).to_be_visible()
    page.get_by_text("Фильтр", exact=True).click()
    page.locator(".narrow-by").get_by_role("link", name="Источник").click()
    page.get_by_label("phone").check()
    page.locator(".narrow-foot button").click()
    page.locator(".filter-chip", has_text="Источник: phone").wait_for()
    page.close()


def test_a_view_is_saved_and_its_link_opens_it(browser: Any, address: str) -> None:
    page = browser.new_page(locale="ru-RU", viewport={"width": 1440, "height": 900})
    page.goto(address + "/funnel?period=2026-01")
    page.get_by_text("Сохранить вид").click()
    page.get_by_label("Название вида").fill("Январь")
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url("**/funnel?period=2026-01")
    page.goto(address + "/trust")
    page.locator(".side-nav").get_by_role("link", name="Январь").click()
    page.wait_for_url("**/funnel?period=2026-01")
    expect(page.get_by_text("Вид сохранён")).to_be_visible()
    page.close()


def test_a_list_leads_to_the_deal_and_back(browser: Any, address: str) -> None:
    page = browser.new_page(locale="ru-RU")
    page.goto(address + "/deals?cell=won")
    page.get_by_role("link", name="gleb").click()
    page.wait_for_url("**/deal/1-4")
    assert page.locator("h1").inner_text() == "gleb"
    page.locator("[data-return]").click()
    page.wait_for_url("**/deals?cell=won")
    page.close()


def test_on_paper_there_is_the_answer_and_where_it_comes_from_and_nothing_to_press(
    browser: Any, address: str
) -> None:
    page = browser.new_page(locale="ru-RU", color_scheme="dark", viewport={"width": 720, "height": 900})
    page.goto(address + "/trust")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".print-head").inner_text().endswith("/trust")
    expect(page.locator("h1")).to_be_visible()
    assert not [one for one in page.locator("button, select, input, .side, .how").all() if one.is_visible()]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"
    page.close()
