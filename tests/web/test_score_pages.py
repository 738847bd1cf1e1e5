"""The pages of the score, on a simulated company with a kept model and on one that is too small; in a browser, a deal's reasons are opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

import voronka
from acceptance.simulated import published
from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from voronka.web.app import create_app

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose score has learned and is kept."""
    made = tmp_path_factory.mktemp("score_pages")
    published(made, 6, 2000)
    with voronka.open(made) as company:
        company.scorer().train("Продажи")
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder), base_url="http://localhost") as found:
        yield found


def test_the_list_tells_chances_with_reasons_that_lead_to_the_deal(client: TestClient) -> None:
    text = client.get("/score").text
    assert "Почему" in text
    assert "1-я в очереди" in text
    assert re.search(
        r"[+−]\d+\N{NO-BREAK SPACE}п\.", text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
    )
    found = re.search(r'href="(/deal/[\d-]+)"', text)
    assert found is not None
    deal = client.get(found[1]).text
    assert "Шанс успеха" in deal
    assert "складываются" in deal


def test_the_record_says_how_good_it_was_and_since_when(client: TestClient) -> None:
    text = client.get("/model").text
    assert "в 8" in text or "в 7" in text
    assert "Шансы называет модель № 1" in text
    assert "При появлении".casefold() in text.casefold()
    assert client.get("/chart/model/calibration.svg").status_code == 200


def test_a_rule_is_set_and_taken_back_on_the_page(client: TestClient) -> None:
    page = client.get("/model").text
    guard = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    guard.pop("pipeline", None)
    sent = client.post(
        "/model/rules/add",
        data={**guard, "trait": "stage_days", "sign": "<=", "value": "7", "points": "15"},
        follow_redirects=False,
    )
    assert sent.status_code == 303
    shown = client.get("/model").text
    assert "Дней на этапе: не больше 7" in shown
    assert '<option value="stage_days">Дней на этапе</option>' in shown
    assert re.search(r"(январь|апрель|июнь|август) 20\d\d", shown)
    assert "Баллы" in client.get("/score").text
    wrong = client.post(
        "/model/rules/add", data={**guard, "trait": "colour", "sign": "=", "value": "red", "points": "15"}
    )
    assert wrong.status_code == 400
    assert "colour" in wrong.text
    removed = client.post("/model/rules/remove", data={**guard, "number": "1"}, follow_redirects=False)
    assert removed.status_code == 303
    assert "Правила не заданы" in client.get("/model").text


def test_a_small_company_is_told_why_there_is_no_chance(tmp_path: Path) -> None:
    published(tmp_path, 7, 150)
    with TestClient(create_app(tmp_path), base_url="http://localhost") as client:
        assert "нужно хотя бы 200 закрытых сделок" in client.get("/score").text
        assert "Правила не заданы" in client.get("/model").text


@pytest.mark.browser
def test_the_reasons_of_a_deal_are_opened(folder: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with serving(create_app(folder)) as address, chromium() as browser:
        page: Any = browser.new_page(locale="ru-RU", viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/score")
        row = page.locator("table.work tbody tr").first
        expect(row.locator(".reasons")).to_be_hidden()
        row.locator(".why summary").click()
        assert row.locator(".reasons li").count() >= 3
        expect(row.locator(".reasons")).to_be_visible()
        for path in ("/score", "/model"):
            page.goto(address + path)
            found = (
                Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
            )
            assert not found, [(one["id"], one["nodes"][0]["html"][:120]) for one in found]
            for width in (1024, 360):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address + path)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        page.close()
