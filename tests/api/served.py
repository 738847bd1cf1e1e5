"""A small company served over the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from naive import write_duckdb
from story import company
from voronka.web.app import create_app

STORY = """
    anna   amount=500 owner=anna source=site tag=vip industry=steel lead 01-12  proposal 01-15  amount=700 01-16  won 01-20  >call/60 01-13  >mail 01-14  <mail 01-15  nps=9 01-25
    boris  owner=ivan source=phone amount=20000 robot lead 01-13T00:30  owner=olga 01-19  <call/no_answer@ivan 01-14
    vera   owner=ivan source==1+1 amount=90 inbox 01-13  qualified 01-14  lead 01-15  lost 01-26  loss_reason=price 01-26
    gleb   amount=10 lead 01-14  lost 01-18  qualified 01-22  deleted 02-01  restored 02-04
    zoya   owner=olga source=site amount=900 lead 01-20  qualified 01-21  proposal 02-02  won 02-08
    inna   owner=olga amount=30 inbox 02-20
"""


def workspace(folder: Path, story: str = STORY) -> Path:
    """A workspace whose store tells the story."""
    folder.mkdir(parents=True, exist_ok=True)
    write_duckdb(company(story, timezone="Europe/Moscow"), folder / "store-1.duckdb")
    (folder / "store.duckdb").symlink_to("store-1.duckdb")
    return folder


@contextmanager
def serve(folder: Path, story: str = STORY) -> Iterator[TestClient]:
    """A client of the pages and the API over a workspace of its own; faults of the server are answers here, as they are outside."""
    app = create_app(workspace(folder, story))
    with closing(app.state.company), TestClient(app, raise_server_exceptions=False) as client:
        yield client
