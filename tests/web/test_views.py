"""Views saved on a page stand in the menu, open first where one wants, and lead nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.sites import guard_of, site, text_of

STORY = "anna amount=500 lead 01-02 won 01-20\nboris lead 01-03"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return site(tmp_path_factory.mktemp("views"), STORY)


def test_a_view_is_saved_opens_first_is_renamed_and_taken_back(client: TestClient) -> None:
    page = client.get("/funnel?period=2026-01&lang=ru")
    kept = "/funnel?period=2026-01"
    assert f'name="page" value="{kept}"' in page.text
    guard = guard_of(page.text)
    sent = {"guard": guard, "page": kept, "name": "Январь <1>", "first": "1"}
    answer = client.post("/views/add", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, kept)
    again = client.get(kept, headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 200
    assert f'<a class="nav-view" href="{kept}" aria-current="page">' in again.text
    assert "Январь <1>" in text_of(again.text)
    assert client.get("/", follow_redirects=False).headers["location"] == kept
    client.post("/views/1/change", data={**sent, "name": "Зима", "first": ""})
    assert "Зима" in text_of(client.get("/board").text)
    assert client.get("/", follow_redirects=False).headers["location"] != kept
    client.post("/views/1/remove", data={"guard": guard, "page": kept})
    assert "nav-view" not in client.get("/board").text
    assert client.post("/views/1/remove", data={"guard": guard, "page": kept}).status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "",
        "//evil.example/funnel",
        "https://evil.example/",
        "/deals?cell=won",
        "/\\evil.example",
        "/funnel?a\nb",
        "/no-such",
    ],
)
def test_only_pages_of_the_menu_are_saved(client: TestClient, page: str) -> None:
    guard = guard_of(client.get("/funnel").text)
    answer = client.post(
        "/views/add", data={"guard": guard, "page": page, "name": "x"}, follow_redirects=False
    )
    assert answer.status_code == 400


def test_a_view_without_the_guard_is_refused(client: TestClient) -> None:
    assert client.post("/views/add", data={"page": "/funnel", "name": "x"}).status_code == 403


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    assert site(tmp_path, STORY).get("/funnel").status_code == 200
    assert not (tmp_path / "team.sqlite").exists()
