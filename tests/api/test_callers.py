"""Who may ask for what: tokens with scopes and rights, readers of the pages, strangers, and those who ask too often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.served import serve, workspace
from voronka.api.pace import Pace
from voronka.clock import now
from voronka.model.reader import Own, Reader
from voronka.team.api_tokens import ApiTokens
from voronka.web.app import create_app

ENGLISH = {"accept-language": "en"}
OF_ANNA = Own(people=frozenset({(1, 1)}))
SCOPED = {
    "read": ["/api/v1/metrics", "/api/v1/ask/board", "/api/v1/explain/board", "/api/v1/dictionary", "/api/v1/choices/source"],
    "deals": ["/api/v1/deals/funnel?cell=won"],
    "export": ["/api/v1/tables", "/api/v1/tables/deals.parquet"],
    "webhook": [],
}  # fmt: skip


class Served:
    """A served company with an owner, where a test makes tokens."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.company = client.app.state.company  # type: ignore[attr-defined]
        self.tokens = ApiTokens(self.company.database())
        self.readers = self.company.access().readers
        self.readers.add_first("owner@example.com", "", "три синие чашки", now())

    def token(self, *scopes: str, reader: Reader | None = None) -> dict[str, str]:
        _, secret = self.tokens.make("test", scopes, now(), reader=reader)
        return {"authorization": f"Bearer {secret}", **ENGLISH}

    def get(self, address: str, headers: dict[str, str]) -> Any:
        return self.client.get(address, headers=headers)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("callers")) as client:
        yield Served(client)


@pytest.mark.parametrize("scope", SCOPED)
def test_a_token_opens_what_its_scope_says_and_nothing_else(served: Served, scope: str) -> None:
    token = served.token(scope)
    for other, addresses in SCOPED.items():
        for address in addresses:
            answer = served.get(address, token)
            assert answer.status_code == (200 if other == scope else 403), address
            if other != scope:
                assert answer.json()["what"] == "this token does not allow that"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer vrk_nonsense", "Basic YTpi", "Bearer a b", "Bearer \xff"]
)
def test_a_stranger_is_told_how_to_ask(served: Served, header: str) -> None:
    headers = ENGLISH | ({"authorization": header.encode("latin-1")} if header else {})  # type: ignore[dict-item]
    for addresses in SCOPED.values():
        for address in addresses:
            answer = served.get(address, headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert answer.json()["what"] == "who asks is not known"
    assert served.get("/api/v1/health", headers).status_code == 200


def test_a_token_of_a_reader_shows_what_they_see(served: Served) -> None:
    anna = served.readers.add("anna@example.com", "Anna", "manager", OF_ANNA, now())
    token = served.token("read", "deals", "export", reader=anna)
    found = served.get("/api/v1/deals/funnel?cell=deals", token).json()
    assert {row["owner"] for row in found["rows"]} == {"anna"}
    assert found["sql"] == ""
    assert served.get("/api/v1/ask/board", token).json()["sql"] == ""
    assert served.get("/api/v1/explain/board", token).status_code == 403
    assert served.get("/api/v1/tables/deals.parquet", token).status_code == 403
    all_of_them = served.get("/api/v1/deals/funnel?cell=deals", served.token("deals")).json()
    assert all_of_them["total"] > found["total"] > 0


def test_a_mark_of_one_is_no_mark_of_another(served: Served) -> None:
    boss = served.get("/api/v1/ask/funnel", served.token("read"))
    vera = served.readers.add("vera@example.com", "Vera", "manager", OF_ANNA, now())
    mine = served.token("read", reader=vera) | {"if-none-match": boss.headers["etag"]}
    assert served.get("/api/v1/ask/funnel", mine).status_code == 200


def test_a_role_that_takes_no_files_has_no_use_for_a_token(served: Served) -> None:
    viewer = served.readers.add("viewer@example.com", "", "viewer", Own(sees_all=True), now())
    answer = served.get("/api/v1/ask/board", served.token("read", reader=viewer))
    assert answer.status_code == 403


def test_who_is_signed_in_to_the_pages_may_ask_too(served: Served) -> None:
    owner = served.readers.find("owner@example.com")
    session = served.company.access().sessions.begin(owner.number, now())
    client = TestClient(served.client.app, cookies={"session": session})
    assert client.get("/api/v1/ask/board").status_code == 200
    # a token counts alone: what the browser has kept does not help a bad one
    assert client.get("/api/v1/ask/board", headers={"authorization": "Bearer x"}).status_code == 401


def test_whoever_asks_too_often_is_told_when_to_go_on(served: Served) -> None:
    mounted = next(route.app for route in served.client.app.routes if getattr(route, "path", "") == "/api")  # type: ignore[attr-defined]
    pace, mounted.state.pace = mounted.state.pace, Pace(rate=0.5, burst=2, clock=lambda: 0.0)
    token = served.token("read")
    codes = [served.get("/api/v1/metrics/board", token).status_code for _ in range(3)]
    refused = served.get("/api/v1/metrics/board", token)
    mounted.state.pace = pace
    assert codes == [200, 200, 429]
    assert refused.headers["retry-after"] == "2"
    assert refused.json()["what"] == "this token asks too often"


def test_files_of_tables_are_in_the_log(served: Served) -> None:
    served.get("/api/v1/tables/moves.parquet", served.token("export"))
    assert ("exported", "moves") in {(one.action, one.about) for one in served.company.access().audit.read()}


def test_on_a_machine_of_ones_own_nobody_has_to_show_a_token(tmp_path: Path) -> None:
    with serve(tmp_path / "local") as client:
        assert client.get("/api/v1/ask/board").status_code == 200
        proxied = client.get("/api/v1/ask/board", headers={"x-forwarded-for": "203.0.113.7"})
        assert proxied.status_code == 401
        # a wrong token is wrong here too, and makes no database
        assert client.get("/api/v1/ask/board", headers={"authorization": "Bearer x"}).status_code == 401
        assert not (tmp_path / "local" / "team.sqlite").exists()
    elsewhere = create_app(workspace(tmp_path / "open"), is_local=False)
    assert TestClient(elsewhere).get("/api/v1/ask/board").status_code == 401


def test_buckets_fill_evenly_and_are_not_kept_without_end() -> None:
    seconds = [0.0]
    pace = Pace(rate=2, burst=3, clock=lambda: seconds[0])
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert pace.wait("b") == 0
    seconds[0] = 0.6
    assert [pace.wait("a"), pace.wait("a")] == [0, 0.4]
    for number in range(3000):
        pace.wait(number)
    assert pace.wait("a") == 0


def test_an_address_with_a_line_break_is_answered_to_a_program(tmp_path: Path) -> None:
    with serve(tmp_path) as client:
        answer = client.get("/api/v1/metrics/%0Afunnel")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
        assert answer.json()["what"]
