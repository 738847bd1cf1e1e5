"""A workspace with a team, and browsers that are signed in; forms are sent as a browser sends them."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from fastapi.testclient import TestClient

import voronka
from naive import Company, write_duckdb
from voronka.clock import now
from voronka.model.reader import ALL_DEALS, Own
from voronka.web.app import create_app
from voronka.web.entrance import SESSION
from voronka.web.guard import COOKIE, token_of

#: Role → whose deals; ivan is person 2 of the story, his team is the first.
IVAN = Own(people=frozenset({(1, 2)}))
NORTH = Own(teams=frozenset({(1, 1)}))
TEAM = {"owner": ALL_DEALS, "head": NORTH, "manager": IVAN, "analyst": ALL_DEALS, "viewer": NORTH}


def stored(company: Company, folder: Path) -> Path:
    """A workspace with the company's published store."""
    folder.mkdir(exist_ok=True)
    write_duckdb(company, folder / "store-1.duckdb")
    (folder / "store.duckdb").symlink_to("store-1.duckdb")
    return folder


@cache
def _team() -> Path:
    """An operational database with one reader of each role, made once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="voronka-team-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with voronka.open(folder) as workspace:
        for role, own in TEAM.items():
            workspace.access().readers.add(f"{role}@example.com", role.title(), role, own, now())
    return folder / "team.sqlite"


@dataclass
class House:
    """An application with its workspace."""

    app: Any

    @classmethod
    def of(cls, company: Company, folder: Path, is_local: bool = True, people: bool = True) -> House:
        """With one reader of each role."""
        stored(company, folder)
        if people:
            shutil.copyfile(_team(), folder / "team.sqlite")
        return cls(create_app(folder, is_local=is_local))

    @property
    def access(self) -> Any:
        """Readers and what belongs to them."""
        return self.app.state.company.access()

    def visitor(self, **headers: str) -> TestClient:
        """A browser that nobody has signed in with."""
        return TestClient(self.app, headers=headers, follow_redirects=False, base_url="http://localhost")

    def reader(self, role: str) -> TestClient:
        """A browser of the reader of that role."""
        client = self.visitor()
        number = self.access.readers.find(f"{role}@example.com").number
        client.cookies.set(SESSION, self.access.sessions.begin(number, now()))
        return client


def send(
    client: TestClient, path: str, origin: str | None = "http://localhost", **fields: Any
) -> httpx2.Response:
    """Send a form with its guard, from a page of this site."""
    if COOKIE not in client.cookies:
        client.get("/sign-in")
    guard = token_of(client.cookies[COOKIE], client.cookies.get(SESSION, ""))
    headers = {"origin": origin} if origin else {}
    return client.post(path, data={"guard": guard, **fields}, headers=headers)


def link_in(page: httpx2.Response) -> str:
    """The path of the link that a page shows once."""
    found = re.search(r'value="http://localhost(/[^"]+)"', page.text)
    assert found is not None
    return found[1]
