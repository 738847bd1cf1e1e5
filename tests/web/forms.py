"""Forms sent as a browser sends them: with the guard of the page that they stand on."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response


def guard_of(client: TestClient, page: str) -> str:
    """The guard of a page's forms."""
    found = re.search(r'name="guard" value="([0-9a-f]+)"', client.get(page).text)
    assert found, page
    return found[1]


def sent(client: TestClient, page: str, fields: dict[str, Any], action: str | None = None) -> Response:
    """Send the fields to `action` (the page itself) and follow where it leads."""
    return client.post(action or page, data={"guard": guard_of(client, page), **fields})


def uploaded(client: TestClient, page: str, name: str, content: bytes) -> Response:
    """Send a file."""
    return client.post(page, data={"guard": guard_of(client, page)}, files={"file": (name, content)})


def filled_in(page: str) -> dict[str, str]:
    """What a page's form would send as it stands: texts, chosen options, checked boxes."""
    fields = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input class="input[^"]*"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page
        )
    }
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
        first = re.search(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)', options)
        found = chosen or first
        assert found, name
        fields[name] = unescape(found[1] if found[1] is not None else found[2])
    return fields
