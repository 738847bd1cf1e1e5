"""The pages in a real browser: clicks, keys, back and forward, themes, without script, and for readers who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from tests.web.company import FakeCompany
from voronka.web.app import create_app

pytestmark = pytest.mark.browser
FUNNEL = "/funnel?period=2026-Q3"
PAGES = (FUNNEL, f"{FUNNEL}&versus=previous", f"{FUNNEL}&by=source", "/board?as_of=2026-10-01", "/transitions", "/bridge?period=2026-Q3", "/deals?cell=lost_here:3")  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(create_app(company=FakeCompany())) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails its test when the console shows an error or anything is asked of another host."""
    context = browser.new_context(locale="ru-RU", viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(("http://127.0.0.1:", "data:")) else faults.append(request.url)
        ),
    )
    yield page
    context.close()
    assert not faults


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_a_number_opens_its_deals_and_back_returns(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    link = page.locator(".f-row.is-leak .f-lost a.n")
    shown = number(link.inner_text())
    link.click()
    page.wait_for_url("**/deals?*")
    assert number(page.locator("[data-total]").get_attribute("data-total")) == shown
    assert "Потеряны на этапе «Квалифицирован»" in page.locator("h1").inner_text()
    page.locator("[data-back]").click()
    page.wait_for_url("**/funnel?period=2026-Q3")
    expect(page.locator(".f-row")).to_have_count(8)


def test_every_stage_agrees_with_its_list(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    links = [
        (link.get_attribute("href"), number(link.inner_text())) for link in page.locator(".f-count a.n").all()
    ]
    assert len(links) == 8
    for href, shown in links:
        page.goto(address + href)
        assert number(page.locator("[data-total]").get_attribute("data-total")) == shown


def test_a_choice_changes_the_figures_without_a_reload_and_back_takes_it_back(
    page: Any, address: str
) -> None:
    page.goto(address + FUNNEL)
    page.evaluate("window.isStill = true")
    page.locator(".control-by select").focus()
    page.locator(".control-by select").select_option("manager")
    page.wait_for_url("**by=manager")
    page.locator("table.segments").wait_for()
    assert page.evaluate("window.isStill")
    assert page.evaluate("document.activeElement.name") == "by"
    page.go_back()
    page.locator("table.funnel").wait_for()
    expect(page.locator(".control-by select")).to_have_value("")
    page.go_forward()
    page.locator("table.segments").wait_for()


def test_a_reload_shows_the_same(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    page.locator(".control-by select").select_option("manager")
    page.wait_for_url("**by=manager")
    before = page.locator("#answer").inner_text()
    page.reload()
    assert page.locator("#answer").inner_text() == before
    expect(page.locator(".control-by select")).to_have_value("manager")


def test_a_filter_is_found_by_typing_changed_and_taken_back(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    page.get_by_text("Фильтр", exact=True).click()
    page.get_by_role("link", name="Источник", exact=True).click()
    page.get_by_role("searchbox").fill("теле")
    assert page.locator(".narrow-list li:visible").all_inner_texts() == ["Телефон"]
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Телефон").check()
    page.get_by_label("Сайт").check()
    page.locator(".narrow-foot button").click()
    page.wait_for_url("**/funnel?period=2026-Q3&where=source=*")
    chip = page.locator(".filter-chip a").first
    assert chip.inner_text() == "Источник: Сайт, Телефон"
    chip.click()
    page.get_by_label("Сайт").uncheck()
    page.get_by_label("кроме них").check()
    page.locator(".narrow-foot button").click()
    page.locator(".filter-chip", has_text="Источник: кроме Телефон").wait_for()
    page.locator(".chip-off").click()
    page.wait_for_url("**/funnel?period=2026-Q3")
    expect(page.locator(".filter-chip")).to_have_count(0)


def test_a_period_is_chosen_from_its_panel(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    page.locator(".period-pop summary").click()
    page.get_by_role("link", name="Прошлый месяц").click()
    page.wait_for_url("**/funnel?period=2026-10")
    page.locator(".period-pop summary").click()
    page.locator(".own input[name=first]").fill("2026-07-05")
    page.locator("input[name=last]").fill("2026-07-09")
    page.locator(".own button").click()
    page.wait_for_url("**/funnel?period=2026-07-05..2026-07-10")


def test_the_page_is_led_by_keys_alone(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("[")
    page.wait_for_url("**/funnel?period=2026-Q2")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    assert page.locator(".period-pop").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator(".period-pop").get_attribute("open") is None
    page.keyboard.press("c")
    # A locator waits without running text as script, which the page's own policy forbids.
    page.locator("#status", has_text="Ссылка скопирована").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/funnel?period=2026-Q2")


def test_the_interval_of_a_share_shows_on_hover_and_on_focus(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    pill = page.locator(".pill").first
    assert pill.locator(".tip").bounding_box()["width"] <= 1
    pill.hover()
    assert pill.locator(".tip").bounding_box()["width"] > 100
    page.mouse.move(0, 0)
    page.locator(".pill").nth(1).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.locator(".pill").nth(1).locator(".tip").bounding_box()["width"] > 100


def test_language_and_theme_are_switched_and_kept(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    page.get_by_role("link", name="en", exact=True).click()
    page.wait_for_url("**lang=en")
    assert page.locator("h1").inner_text() == "Sales analysis"
    page.goto(address + "/board")
    assert page.locator("h1").inner_text() == "Board"
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with page.expect_response("**theme=dark"):
        page.get_by_role("link", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto(address + "/transitions")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_everything_is_there_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(address + FUNNEL)
    page.get_by_text("Фильтр", exact=True).click()
    page.get_by_role("link", name="Источник", exact=True).click()
    assert "filter=source" in page.url
    page.get_by_label("Сайт").check()
    page.locator(".narrow-foot button").click()
    assert page.url.endswith("/funnel?period=2026-Q3&where=source=%D0%A1%D0%B0%D0%B9%D1%82")
    page.locator(".trust summary").click()
    expect(page.locator(".trust .pop-body")).to_be_visible()
    page.locator(".how > summary").click()
    assert "voronka ask funnel" in page.locator(".how pre").first.inner_text()
    page.locator(".period a[rel=prev]").click()
    assert "period=2026-Q2" in page.url
    page.get_by_role("link", name="Тёмное").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.locator("[data-copy]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_rules_of_accessibility_hold(
    browser: Any, address: str, path: str, theme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(color_scheme=theme, viewport={"width": width, "height": 900})
    page.goto(address + path)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    page.close()
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1440])
def test_nothing_sticks_out_at_any_width(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), path


def test_a_screen_reader_hears_the_funnel_as_a_table(page: Any, address: str) -> None:
    page.goto(address + FUNNEL)
    table = page.get_by_role("table", name="Воронка по этапам")
    expect(table.get_by_role("row")).to_have_count(9)
    assert table.get_by_role("rowheader").nth(2).inner_text().startswith("Квалифицирован")
    page.set_viewport_size({"width": 390, "height": 900})
    assert table.get_by_role("row").count() >= 8
    expect(table.get_by_role("rowheader", name="Квалифицирован")).to_have_count(1)
