"""Tokens in their file, the page that takes the code, and refreshing without burning the token."""

from __future__ import annotations

import json
import stat
import threading
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from sources_amocrm.fake import json_response
from voronka.errors import AccessError, InputError
from voronka.sources.amocrm import address, auth
from voronka.sources.amocrm.callback import Callback
from voronka.sources.amocrm.tokens import FILE_NAME, Kept, OAuthToken, keep, load

NOW = datetime(2026, 1, 10)
URL = "https://company.amocrm.ru"


class TokenServer:
    """Exchanges each refresh token once, as amoCRM does."""

    def __init__(self) -> None:
        self.valid = "refresh-0"
        self.exchanges = 0
        self.lock = threading.Lock()

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        with self.lock:
            if body.get("refresh_token", body.get("code")) != self.valid:
                return json_response({"hint": "Token has been revoked", "status": 401}, 401)
            self.exchanges += 1
            self.valid = f"refresh-{self.exchanges}"
            return json_response(
                {
                    "token_type": "Bearer",
                    "expires_in": 86_400,
                    "access_token": f"access-{self.exchanges}",
                    "refresh_token": self.valid,
                }
            )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keep(tmp_path / FILE_NAME, Kept("access-0", "refresh-0", 0, "id", "secret", "http://127.0.0.1/callback"))
    return tmp_path / FILE_NAME


def token(path: Path, server: TokenServer, now: datetime = NOW) -> OAuthToken:
    return OAuthToken(path, URL, lambda: now, httpx2.MockTransport(server.answer))


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [FILE_NAME]


def test_a_refused_token_is_exchanged_and_kept(path: Path) -> None:
    server = TokenServer()
    assert token(path, server).renewed("access-0") == "access-1"
    kept = load(path)
    assert (kept.access_token, kept.refresh_token, kept.client_id) == ("access-1", "refresh-1", "id")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_who_refresh_at_once_burn_no_token(path: Path) -> None:
    server = TokenServer()
    several = [token(path, server) for _ in range(8)]
    got: list[str] = []
    threads = [
        threading.Thread(target=lambda one=one: got.append(one.renewed("access-0"))) for one in several
    ]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["access-1"] * 8
    assert server.exchanges == 1


def test_a_token_about_to_expire_is_exchanged_in_time(path: Path) -> None:
    server = TokenServer()
    fresh = token(path, server)
    fresh.renewed("access-0")
    assert fresh.current() == "access-1"
    later = token(path, server, datetime(2026, 1, 10, 23, 58))
    assert later.current() == "access-2"


def test_a_burnt_refresh_token_asks_to_connect_again(path: Path) -> None:
    server = TokenServer()
    server.valid = "another"
    with pytest.raises(AccessError) as caught:
        token(path, server).renewed("access-0")
    assert caught.value.why == "Token has been revoked"
    assert "voronka connect" in caught.value.do
    assert "refresh-0" not in str(caught.value)


def test_without_a_file_one_is_told_to_connect(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="run voronka connect"):
        auth.kept_token(tmp_path, URL, lambda: NOW)


def test_what_is_kept_does_not_show_in_a_traceback() -> None:
    assert "secret" not in repr(Kept("secret", "secret", 0, "id", "secret"))


def test_the_page_takes_the_code_that_comes_with_our_state() -> None:
    with Callback(0, "state") as server:
        got: list[str] = []
        thread = threading.Thread(target=lambda: got.append(server.wait(20)))
        thread.start()
        page = f"http://127.0.0.1:{server.server_port}/callback"
        assert httpx2.get(page, params={"code": "stolen", "state": "another"}).status_code == 400
        assert httpx2.get(f"http://127.0.0.1:{server.server_port}/favicon.ico").status_code == 404
        assert (
            httpx2.get(
                page, params={"code": "good", "state": "state", "referer": "company.amocrm.ru"}
            ).status_code
            == 200
        )
        thread.join(20)
    assert got == ["good"]


def test_a_refusal_is_told() -> None:
    with Callback(0, "state") as server:
        caught: list[AccessError] = []

        def wait() -> None:
            try:
                server.wait(20)
            except AccessError as error:
                caught.append(error)

        thread = threading.Thread(target=wait)
        thread.start()
        httpx2.get(
            f"http://127.0.0.1:{server.server_port}/callback",
            params={"error": "access_denied", "state": "state"},
        )
        thread.join(20)
    assert caught[0].why == "access_denied"


def test_nobody_answers() -> None:
    with Callback(0, "state") as server, pytest.raises(AccessError, match="no answer came back"):
        server.wait(0.05)


def test_the_consent_page_is_that_of_the_accounts_platform() -> None:
    assert address.consent_page("https://a.amocrm.ru") == "https://www.amocrm.ru/oauth"
    assert address.consent_page("https://a.kommo.com") == "https://www.kommo.com/oauth"
    assert address.consent_page("http://127.0.0.1:8080") == "http://127.0.0.1:8080/oauth"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "company",
        "ftp://company.amocrm.ru",
        "https://www.amocrm.ru",
        "http://company.amocrm.ru",
        "http://8.8.8.8",
        "https://u:p@company.amocrm.ru",
    ],
)
def test_an_address_that_cannot_be_right_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        address.checked(text)
    assert "p@" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["http://localhost:1", "http://127.0.0.1:8080", "http://10.1.2.3", "http://[::1]:80"]
)
def test_near_hosts_may_be_asked_without_encryption(text: str) -> None:
    assert urlsplit(address.checked(text)).scheme == "http"


def test_the_flag_allows_http_elsewhere() -> None:
    assert address.checked("http://company.example.com", insecure_http=True) == "http://company.example.com"
