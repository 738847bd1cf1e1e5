"""Notices of amoCRM: sent by the simulator over HTTP, kept as hints, read first by the next sync; whatever else comes is 404."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest
import uvicorn
from fastapi.testclient import TestClient

import voronka
from simulator_amocrm import tiny
from tests.api.served import serve as serve_api
from voronka.clock import now
from voronka.settings import Settings
from voronka.simulator.amocrm import serve
from voronka.sources import amocrm
from voronka.team.api_tokens import ApiTokens
from voronka.team.hints import Hint
from voronka.web.app import create_app
from voronka.workspace import Workspace

FORM = {"content-type": "application/x-www-form-urlencoded"}
NOTICE = {
    "leads[status][0][id]": "501",
    "leads[status][0][status_id]": "142",
    "leads[update][0][id]": "501",
    "leads[note][0][note][element_id]": "502",
    "contacts[note][0][note][type]": "3",
    "contacts[note][0][note][type][message_uuid]": "9-1",
    "contacts[note][0][note][element_id]": "77",
    "task[add][0][id]": "5",
    "leads[add][0][id]": "1 or 1=1",
    "account[id]": "1",
}


@contextmanager
def listening(company: Workspace) -> Iterator[str]:
    """The pages on a port of this machine."""
    app = create_app(company=company)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def secret_of(company: Workspace, *scopes: str) -> str:
    return ApiTokens(company.database()).make("amoCRM", scopes or ["webhook"], now())[1]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with serve_api(tmp_path / "hooks") as served:
        yield served


def test_the_simulators_notices_become_hints_that_the_next_sync_reads_first(tmp_path: Path) -> None:
    with serve(tiny.company(), port=0, rate=0, until=tiny.T0 + 10 * tiny.DAY) as crm:
        folder = tmp_path / "company"
        folder.mkdir()
        Settings({"source.kind": "amocrm", "source.base_url": crm.base_url, "source.rate": 300.0}).save(
            folder
        )
        amocrm.keep_token(folder, crm.long_lived_token)
        with voronka.open(folder) as company:
            company.sync()
            with listening(company) as url:
                headers = {"Authorization": f"Bearer {crm.long_lived_token}"}
                hook = {
                    "destination": f"{url}/hooks/{secret_of(company)}",
                    "settings": ["status_lead", "update_lead", "add_lead", "delete_lead"],
                }
                made = httpx2.post(f"{crm.base_url}/api/v4/webhooks", json=hook, headers=headers)
                assert made.status_code == 201
                crm.move_to(tiny.T0 + 31 * tiny.DAY)
                crm.sender.wait()
                heard = {hint.number for hint in company.hints().heard()}
            assert 501 in heard
            assert heard <= {501, 502, 503, 504, 505}
            first = next(page for page in company.source().pages({}) if page.stream == "deals")
            assert {int(number) for number in first.records["id"].to_pylist()} == heard - {504}
            # what was heard within the second in which a sync began may have come after it
            company.sync(now=now() + timedelta(seconds=1))
            assert company.hints().heard() == ()


def test_a_notice_is_kept_as_what_it_names(client: TestClient) -> None:
    company = client.app.state.company  # type: ignore[attr-defined]
    address = f"/hooks/{secret_of(company)}"
    for _ in range(2):
        assert client.post(address, content=urlencode(NOTICE), headers=FORM).status_code == 204
    assert {*company.hints().heard()} == {
        Hint("lead", 501),
        Hint("lead", 502),
        Hint("contact", 77),
        Hint("task", 5),
    }
    assert ApiTokens(company.database()).all()[0].used_at is not None


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", FORM),
        (b"nonsense", FORM),
        (b"\xff\xfe=\x00", FORM),
        (b'{"leads": 1}', {"content-type": "application/json"}),
        (urlencode(NOTICE).encode(), {}),
        (b"a=" + b"x" * 1_000_001, FORM),
        (b"&".join(b"a%d=1" % n for n in range(20_001)), FORM),
    ],
    ids=["empty", "no form", "no text", "json", "no type", "huge", "many fields"],
)
def test_what_is_no_notice_is_404(client: TestClient, body: bytes, headers: dict[str, str]) -> None:
    company = client.app.state.company  # type: ignore[attr-defined]
    answer = client.post(f"/hooks/{secret_of(company)}", content=body, headers=headers)
    assert answer.status_code == 404
    assert company.hints().heard() == ()


def test_a_wrong_secret_and_one_of_another_kind_are_404(client: TestClient) -> None:
    company = client.app.state.company  # type: ignore[attr-defined]
    body = urlencode(NOTICE)
    assert client.post("/hooks/vrk_nonsense", content=body, headers=FORM).status_code == 404
    assert not company.has_team()
    other = secret_of(company, "read", "deals", "export")
    for secret in (other, "x" * 5000, "%00"):
        assert client.post(f"/hooks/{secret}", content=body, headers=FORM).status_code == 404
    assert client.get(f"/hooks/{secret_of(company)}").status_code == 405
    assert company.hints().heard() == ()


def test_a_notice_of_another_account_is_404(tmp_path: Path) -> None:
    with serve(tiny.company(), port=0, rate=0) as crm:
        folder = tmp_path / "company"
        folder.mkdir()
        Settings({"source.kind": "amocrm", "source.base_url": crm.base_url, "source.rate": 300.0}).save(
            folder
        )
        amocrm.keep_token(folder, crm.long_lived_token)
        with voronka.open(folder) as company:
            company.sync()
            client = TestClient(create_app(company=company))
            own = str(company.dictionary().accounts[0].account_id)
            address = f"/hooks/{secret_of(company)}"
            for account, status in ((own, 204), ("123", 404), ("", 404)):
                body = urlencode({**NOTICE, "account[id]": account})
                assert client.post(address, content=body, headers=FORM).status_code == status
