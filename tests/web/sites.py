"""The pages over the published store of a story, and what a test reads of a page."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from pathlib import Path

from fastapi.testclient import TestClient

from naive import write_duckdb
from story import UNTIL, company
from voronka.web.app import create_app


def published(folder: Path, text: str, until: datetime = UNTIL) -> Path:
    """A workspace with a story's store."""
    write_duckdb(company(text, until), folder / "store-1.duckdb")
    (folder / "store.duckdb").symlink_to("store-1.duckdb")
    return folder


def site(folder: Path, text: str, until: datetime = UNTIL) -> TestClient:
    """Its pages, read by somebody who speaks Russian."""
    return TestClient(create_app(published(folder, text, until)), headers={"accept-language": "ru"})


def text_of(html: str) -> str:
    """What one reads on a page."""
    plain = unescape(
        re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.S))
    )
    return re.sub(r"\s+", " ", plain)


def guard_of(html: str) -> str:
    """What a form of the page must send along."""
    found = re.search(r'name="guard" value="([0-9a-f]+)"', html)
    assert found, "the page has no form"
    return found[1]
