"""The page's font is there, small, licensed, and has what the pages write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from tests.web.company import FakeCompany
from voronka.web.app import create_app
from voronka.web.assets import STATIC

FONT = STATIC / "fonts/inter.woff2"


@pytest.fixture(autouse=True)
def built() -> None:
    if not FONT.exists():
        missing("the font was not built: install the package without VORONKA_SKIP_ASSETS")


def test_the_font_is_small_and_comes_with_its_licence() -> None:
    assert FONT.stat().st_size <= 120_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/inter-LICENSE.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as browser, serving(create_app(company=FakeCompany())) as address:
        page = browser.new_page()
        page.goto(address + "/funnel")
        page.evaluate("document.fonts.ready")
        yield page


WIDTH = """text => {
    const pen = document.createElement("canvas").getContext("2d");
    const width = font => { pen.font = font; return pen.measureText(text).width; };
    return [width("100px Inter, monospace"), width("100px Inter, serif"), width("100px monospace")];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("letter", [*list("Жёщ₽€₸−–—«»…→№×≥"), "\u202f", "\xa0"])
def test_every_sign_of_the_pages_is_in_the_font(page: Any, letter: str) -> None:
    """With the font the width does not depend on what stands behind it in the list."""
    before_monospace, before_serif, _ = page.evaluate(WIDTH, letter)
    assert before_monospace == before_serif


@pytest.mark.browser
def test_figures_are_tabular(page: Any) -> None:
    widths = page.evaluate(
        """() => [..."0123456789"].map(digit => {
            const sign = document.createElement("span");
            sign.textContent = digit.repeat(20);
            document.body.append(sign);
            const width = sign.getBoundingClientRect().width;
            sign.remove();
            return width;
        })"""
    )
    assert len(set(widths)) == 1


@pytest.mark.browser
def test_a_narrow_space_is_narrower_than_a_space(page: Any) -> None:
    assert page.evaluate(WIDTH, "\u202f")[0] < page.evaluate(WIDTH, "\u00a0")[0]
