"""The page «API» and the description: tokens made, used and ended by those who may; the address for amoCRM."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.served import serve
from voronka.clock import now
from voronka.model.reader import Own
from voronka.team.api_tokens import ApiTokens


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serve(tmp_path / "programs") as served:
        yield served


def guarded(client: TestClient, **fields: Any) -> dict[str, Any]:
    """A form's fields with its guard."""
    page = client.get("/tokens").text
    found = re.search(r'name="guard" value="(\w+)"', page)
    assert found
    return {"guard": found[1], **fields}


def link_in(page: str) -> str:
    found = re.search(r'<input type="text" readonly value="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def test_a_token_is_made_shown_once_used_and_ended(client: TestClient) -> None:
    fields = guarded(client, name="Power BI", scopes=["read"], days="30")
    made = client.post("/tokens", data=fields)
    assert made.headers["cache-control"] == "no-store"
    secret = link_in(made.text)
    header = {"authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/ask/board", headers=header).status_code == 200
    assert client.get("/api/v1/deals/funnel?cell=won", headers=header).status_code == 403
    page = client.get("/tokens").text
    assert "Power BI" in page
    assert secret not in page
    gone = client.post("/tokens/1/take-back", data=guarded(client), follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (303, "/tokens")
    assert client.get("/api/v1/ask/board", headers=header).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "scopes": ["read"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["webhook"]},
        {"name": "x", "scopes": ["read"], "days": "7000"},
    ],
)
def test_a_form_that_cannot_be_comes_back_with_what_is_wrong(
    client: TestClient, fields: dict[str, Any]
) -> None:
    answer = client.post("/tokens", data=guarded(client, **fields))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_the_address_for_amocrm_is_made_anew(client: TestClient) -> None:
    company = client.app.state.company  # type: ignore[attr-defined]
    first = link_in(client.post("/tokens/webhook", data=guarded(client)).text)
    second = link_in(client.post("/tokens/webhook", data=guarded(client)).text)
    form = {"content-type": "application/x-www-form-urlencoded"}
    codes = [
        client.post(address, content="account[id]=1&leads[add][0][id]=7", headers=form).status_code
        for address in (first, second)
    ]
    assert codes == [404, 204]
    assert [hint.number for hint in company.hints().heard()] == [7]
    assert len(ApiTokens(company.database()).all()) == 1


def test_a_reader_sees_and_ends_own_tokens_only(client: TestClient) -> None:
    company = client.app.state.company  # type: ignore[attr-defined]
    access, tokens = company.access(), ApiTokens(company.database())
    owner = access.readers.add_first("owner@example.com", "", "три синие чашки", now())
    anna = access.readers.add("anna@example.com", "Anna", "manager", Own(people=frozenset({(1, 1)})), now())
    viewer = access.readers.add("viewer@example.com", "", "viewer", Own(sees_all=True), now())
    tokens.make("of the owner", ["read"], now(), reader=owner)

    def signed_in(number: int) -> TestClient:
        return TestClient(client.app, cookies={"session": access.sessions.begin(number, now())})

    mine = signed_in(anna.number)
    page = mine.get("/tokens").text
    assert "of the owner" not in page
    assert 'value="export"' not in page
    assert mine.post("/tokens", data=guarded(mine, name="x", scopes=["export"])).status_code == 400
    assert mine.post("/tokens/1/take-back", data=guarded(mine)).status_code == 400
    assert mine.post("/tokens/webhook", data=guarded(mine)).status_code == 403
    made = link_in(mine.post("/tokens", data=guarded(mine, name="x", scopes=["deals"])).text)
    found = client.get("/api/v1/deals/funnel?cell=deals", headers={"authorization": f"Bearer {made}"})
    assert {row["owner"] for row in found.json()["rows"]} == {"anna"}
    assert "of the owner" in signed_in(owner.number).get("/tokens").text
    assert signed_in(viewer.number).get("/tokens").status_code == 403


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_description_tells_every_address_parameter_and_shape(client: TestClient, language: str) -> None:
    page = client.get("/api/docs", headers={"accept-language": language}).text
    told = client.get("/api/openapi.json", headers={"accept-language": language}).json()
    for path, methods in told["paths"].items():
        assert f"/api{path}" in page
        for method, one in methods.items():
            assert f"<b>{method.upper()}</b> <code>/api{path}</code>" in page
            for part in one.get("parameters", []):
                assert f"<code>{part['name']}</code>" in page
                assert part["description"]
    for name in told["components"]["schemas"]:
        assert f'id="{name}"' in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page, target
    assert not re.search(r'(src|href)="(https?:)?//(?!testserver)', page)


def test_the_examples_of_the_description_work(client: TestClient) -> None:
    page = unescape(client.get("/api/docs").text)
    reads = re.findall(r"curl -H [^\n]+\n +'?http://testserver(/api/v1/[^\s'<]+)", page)
    addresses = {*reads}
    assert len(addresses) >= 10
    for address in addresses:
        # nothing was ever written from here, so there is no first action
        wanted = 404 if address.endswith("/actions/1") else 200
        assert client.get(address).status_code == wanted, address
