"""A simulated account behind a local amoCRM, read once; each test writes into a copy of it over real HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from voronka.actions import Acting, Wish
from voronka.simulator.amocrm import Server, serve
from voronka.simulator.company import Mess, make_company
from voronka.simulator.shape import Company
from voronka.sources.amocrm import keep_token
from voronka.workspace import Workspace

KINDS = "task, note, tag, score"
TEXT = "Сделка стоит на этапе «{этап}» уже {дней} дн."


@dataclass
class Scene:
    """An account with its workspace."""

    server: Server
    company: Workspace

    def acting(self, **more: Any) -> Acting:
        """Whoever may do everything."""
        return Acting(self.company, "Ольга", settle=0.0, **more)

    def get(self, path: str) -> list[dict[str, Any]]:
        """All records of a list of the CRM."""
        found: list[dict[str, Any]] = []
        address = f"{self.server.base_url}/api/v4/{path}"
        headers = {"Authorization": f"Bearer {self.server.long_lived_token}"}
        while address:
            answer = httpx2.get(address, headers=headers)
            if answer.status_code == 204:
                break
            body = answer.json()
            (page,) = body["_embedded"].values()
            found += page
            address = body["_links"].get("next", {}).get("href")
        return found

    def patch(self, path: str, body: Any) -> None:
        """Somebody changes something in the CRM."""
        headers = {"Authorization": f"Bearer {self.server.long_lived_token}"}
        httpx2.patch(f"{self.server.base_url}/api/v4/{path}", headers=headers, json=body).raise_for_status()

    def ours(self, key: str) -> list[dict[str, Any]]:
        """The tasks in the CRM that bear the mark of an action."""
        return [one for one in self.get("tasks?limit=250") if f"{key}-" in one["text"]]


def stuck(top: int = 5, **more: Any) -> Wish:
    """Tasks for stuck deals."""
    return Wish("task", "stuck", text=TEXT, top=top, **({"skip_busy": False} | more))


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, Path]:
    """A company of 400 deals, and a workspace that has read it."""
    folder = tmp_path_factory.mktemp("account")
    made = make_company(400, 3, untidy=Mess.none())
    with serve(made, rate=0) as server, Workspace(folder) as company:
        _connected(company, server)
        company.sync()
    return made, folder


@pytest.fixture
def scenes(account: tuple[Company, Path], tmp_path: Path) -> Iterator[Any]:
    """Make scenes: `scenes(allowed=…, **options of the server)`."""
    made, folder = account
    with ExitStack() as stack:

        @contextmanager
        def scene(allowed: str = KINDS, **options: Any) -> Iterator[Scene]:
            options.setdefault("rate", 0)
            place = tmp_path / f"copy{len(list(tmp_path.iterdir()))}"
            shutil.copytree(folder, place, symlinks=True)
            with serve(made, **options) as server, Workspace(place) as company:
                _connected(company, server)
                company.change_settings({"actions.allowed": allowed})
                yield Scene(server, company)

        yield lambda **options: stack.enter_context(scene(**options))


@pytest.fixture
def scene(scenes: Any) -> Scene:
    """An account where everything is allowed."""
    found: Scene = scenes()
    return found


def _connected(company: Workspace, server: Server) -> None:
    company.change_settings(
        {"source.kind": "amocrm", "source.base_url": server.base_url, "source.rate": 300.0}
    )
    keep_token(company.folder, server.long_lived_token)
