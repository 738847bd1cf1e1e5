"""The server asks for the pages of the menu by itself: whoever comes first waits for no counting."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import voronka
from voronka.errors import StoreError
from voronka.web.app import create_app
from voronka.web.beforehand import menu_pages
from voronka.web.pages import PAGES
from voronka.web.warming import warming
from voronka.workspace import Workspace


@pytest.fixture
def workspace(simulated_folder: Path) -> Workspace:
    return voronka.open(simulated_folder)


def test_every_page_of_the_menu_is_there_before_anybody_asks(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(workspace.folder, company=workspace)
    for step in menu_pages(app):
        step()

    def counted(*_: object) -> None:
        raise AssertionError("counted while somebody waits")

    monkeypatch.setattr("voronka.metrics.ask.ask", counted)
    with TestClient(app) as client:
        page = client.get("/")
        paths = [one for one in links(page.text) if one.split("?")[0].strip("/") in PAGES]
        assert len(paths) == len(PAGES)
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def links(html: str) -> list[str]:
    nav = html[html.index('<nav class="nav"') : html.index("</nav>")]
    return [one.split('"')[0].replace("&amp;", "&") for one in nav.split('href="')[1:]]


def test_it_ends_with_the_server(workspace: Workspace) -> None:
    begun, asked = threading.Event(), []

    def step() -> None:
        asked.append(1)
        begun.set()
        time.sleep(0.05)

    with warming(workspace, first=lambda: (step for _ in range(1000))):
        assert begun.wait(10)
    assert len(asked) <= 2


def test_without_a_history_there_is_nothing_to_ask(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    with pytest.raises(StoreError):
        next(menu_pages(app))
    with warming(app.state.company, first=lambda: menu_pages(app)):
        time.sleep(0.02)
    with TestClient(app) as client:
        assert client.get("/overview", follow_redirects=False).status_code in (303, 503)
