"""The page of one deal: its path, what is said of it, setting it aside; and that it is not there for whoever may not see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.sites import guard_of, site, text_of

STORY = """
    anna  amount=500 inbox 01-02  lead 01-05  >call/60 01-06  amount=700 01-07  proposal 01-10  lead 01-12  proposal 01-14  won 01-20
    boris lead 02-03
"""


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return site(tmp_path, STORY)


def test_a_deal_shows_its_path_and_how_it_ended(client: TestClient) -> None:
    page = client.get("/deal/1-1")
    assert page.status_code == 200
    text = text_of(page.text)
    assert "Выиграна 20 января 2026 за 18 дней, 700 ₽." in text
    stages = [text_of(one).strip() for one in re.findall(r'path-stage">(.*?)</p>', page.text, re.S)]
    assert stages == [
        "inbox",
        "lead",
        "proposal минуя «qualified»",
        "lead вернулась назад",
        "proposal",
        "won",
    ]
    assert "Сумма: 500 ₽ → 700 ₽" in text
    assert "1 звонок Исходящий звонок, 1 мин" in text
    assert client.get("/deal/1").text == page.text.replace("/deal/1-1", "/deal/1")


def test_a_list_of_deals_leads_to_the_page_of_each(client: TestClient) -> None:
    names = re.findall(r'href="(/deal/[^"]+)"', client.get("/deals?cell=deals").text)
    assert sorted(names) == ["/deal/1-1", "/deal/1-2"]
    assert all(client.get(name).status_code == 200 for name in names)


@pytest.mark.parametrize("path", ["/deal/1-9", "/deal/9", "/deal/x", "/deal/1-", "/deal/%27", "/deal/"])
def test_a_deal_that_is_not_there_is_said_in_words(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "<h1>" in page.text


def test_a_deal_is_set_aside_and_taken_back(client: TestClient) -> None:
    page = client.get("/deal/1-2")
    sent = {"until": "2026-03-20", "reason": "клиент в отпуске", "guard": guard_of(page.text)}
    answer = client.post("/deal/1-2/snooze", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/deal/1-2")
    page = client.get("/deal/1-2")
    assert "Отложена до 20 марта 2026: клиент в отпуске." in text_of(page.text)
    client.post("/deal/1-2/wake", data={"guard": guard_of(page.text)})
    assert "Отложена" not in text_of(client.get("/deal/1-2").text)


@pytest.mark.parametrize(
    "sent",
    [
        {"until": "", "reason": "x"},
        {"until": "2026-03-20", "reason": " "},
        {"until": "20.03.2026", "reason": "x"},
        {},
    ],
)
def test_a_snooze_without_day_or_reason_is_refused_in_words(client: TestClient, sent: dict[str, str]) -> None:
    guard = guard_of(client.get("/deal/1-2").text)
    answer = client.post("/deal/1-2/snooze", data={**sent, "guard": guard})
    assert answer.status_code == 400
    assert client.post("/deal/1-2/snooze", data={"until": "2026-03-20", "reason": "x"}).status_code == 403
    assert client.post("/deal/1-9/wake", data={"guard": guard}).status_code == 404
