"""Charts in a real browser: on every width, by pointer and keyboard, under the pages' own policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from tests.conftest import missing
from tests.render.charts.figures import FIGURES
from tests.render.gallery import STYLES
from tests.render.gallery import page as gallery
from tests.web.browser import CHROMIUM, chromium, serving
from voronka.web.assets import LastingFiles
from voronka.web.middleware import WithLook

pytestmark = pytest.mark.browser


def show(request: Request) -> HTMLResponse:
    return HTMLResponse(gallery(FIGURES, "light", request.query_params.get("lang", "ru")))


def styles(_: Request) -> Response:
    return Response(STYLES, media_type="text/css")


@pytest.fixture(scope="module")
def shown() -> Iterator[tuple[Any, str]]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    app = Starlette(
        routes=[
            Route("/", show),
            Route("/gallery.css", styles),
            Mount("/static", LastingFiles()),
        ]
    )
    app.add_middleware(WithLook)
    with serving(app) as address, chromium() as browser:
        yield browser, address


@pytest.fixture
def page(shown: tuple[Any, str]) -> Iterator[Any]:
    browser, address = shown
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    yield page
    page.close()
    assert faults == []


SMALLEST = """() => Math.min(...[...document.querySelectorAll(".chart-plot text")].filter(text => text.getClientRects().length)
    .map(text => parseFloat(getComputedStyle(text).fontSize)))"""


@pytest.mark.parametrize("width", [360, 1024, 1440])
def test_nothing_sticks_out_and_words_keep_their_size(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALLEST) >= 12
    is_phone = width == 360
    assert page.locator("#fair .chart-phone").is_visible() is is_phone
    assert page.locator("#fair .chart-wide").is_visible() is not is_phone


def test_a_mark_says_its_numbers_to_the_pointer(page: Any) -> None:
    page.locator("#conversion .chart-wide .c-column").nth(2).hover()
    card = page.locator(".chart-tip")
    assert card.locator("b").inner_text() == "декабрь 2025"
    assert "Сейчас: 22\u202f% (18–26\u202f%) · 367 сделок" in card.inner_text()
    page.mouse.move(1, 1)
    expect(card).to_be_hidden()


def test_a_mark_is_reached_by_the_keyboard_and_opens_its_deals(page: Any) -> None:
    page.locator("#conversion .chart-summary").click()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "/deals?period=2025-10"
    assert (
        focused.get_attribute("aria-label")
        == "октябрь 2025, Сейчас: 24\u202f% (20–28\u202f%) · 412 сделок, Год назад: 21\u202f% · 300 сделок"
    )
    expect(page.locator(".chart-tip")).to_be_visible()


def test_the_numbers_stand_in_a_table(page: Any) -> None:
    page.locator("#fair summary").first.click()
    expect(page.locator("#fair tbody tr")).to_have_count(7)
    assert page.locator("#fair tbody tr").first.inner_text().split("\t") == [
        "Анна Смирнова",
        "14\u202f%",
        "11\u202f%",
        "18\u202f%",
        "398",
    ]


def test_readers_who_cannot_see_are_served(page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(
        page,
        context={"include": [["#conversion"], ["#losses"], ["#where_lost"], ["#transitions"]]},
        options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]},
    ).response
    serious = [
        (fault["id"], fault["nodes"][0]["html"][:200])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []
