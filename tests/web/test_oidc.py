"""Signing in by a company's own service: a provider over HTTP, the browser going there and back."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwk

from story import company
from voronka.clock import now
from voronka.errors import InputError
from voronka.model.reader import ALL_DEALS, Own
from voronka.settings import Settings
from voronka.team.oidc import FILE_NAME, VARIABLE
from voronka.team.oidc import Provider as Named
from web.people import House
from web.provider import CLIENT, SECRET, Provider, Running

STORY = "anna owner=ivan lead 01-02 won 01-05\nboris owner=olga lead 01-03"
VERA = {"email": "Vera@example.com", "email_verified": True, "name": "Вера"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with Running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.person, running.lies, running.other_key, running.is_whole = dict(VERA), {}, None, True
    return running


@pytest.fixture
def house(provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv(VARIABLE, SECRET)
    house = House.of(company(STORY), tmp_path / "company")
    named = {"oidc.issuer": provider.issuer, "oidc.client_id": CLIENT, "oidc.title": "Ключ"}
    house.app.state.company.change_settings(named)
    return house


def invite(house: House) -> None:
    house.access.invitations.invite("vera@example.com", "", "manager", Own(people=frozenset({(1, 2)})), now())


def there_and_back(client: TestClient, next_: str = "/") -> httpx2.Response:
    """As a browser goes: to the provider, and with its answer to us."""
    off = client.get("/sign-in/oidc", params={"next": next_})
    assert off.status_code == 302
    answer = httpx2.get(off.headers["location"])
    back = urlsplit(answer.headers["location"])
    return client.get(f"{back.path}?{back.query}")


def test_who_is_invited_becomes_a_reader_and_comes_again(house: House) -> None:
    invite(house)
    client = house.visitor()
    assert "Войти через Ключ" in client.get("/sign-in").text
    entered = there_and_back(client, "/funnel?by=source")
    assert (entered.status_code, entered.headers["location"]) == (303, "/funnel?by=source")
    assert "Вера" in client.get("/profile").text
    assert "/profile/password" not in client.get("/profile").text
    assert [entry.action for entry in house.access.audit.read()] == ["sign_in", "joined"]
    again = house.visitor()
    assert there_and_back(again).status_code == 303
    assert again.get("/funnel").status_code == 200


def test_who_is_not_invited_stays_out(house: House) -> None:
    client = house.visitor()
    refused = there_and_back(client)
    assert (refused.status_code, "vera@example.com" in refused.text) == (403, True)
    assert client.get("/funnel").status_code == 303
    assert len(house.access.readers.all()) == 5


@pytest.mark.parametrize(
    "lie",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "no"},
        {"email": ""},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"exp": 1_700_000_000, "iat": 1_600_000_000},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_an_answer_that_does_not_fit_lets_nobody_in(
    house: House, provider: Provider, lie: dict[str, object]
) -> None:
    invite(house)
    provider.lies = lie
    client = house.visitor()
    assert there_and_back(client).status_code == 403
    assert client.get("/funnel").status_code == 303


def test_an_unsaid_verification_counts_where_the_settings_trust_the_service(
    house: House, provider: Provider
) -> None:
    invite(house)
    provider.person = {"email": "vera@example.com"}
    refused = there_and_back(house.visitor())
    assert (refused.status_code, "oidc.trust_email" in refused.text) == (403, True)
    house.app.state.company.change_settings({"oidc.trust_email": True})
    assert there_and_back(house.visitor()).status_code == 303
    # what the service says outright still counts
    provider.person = {"email": "vera@example.com", "email_verified": False}
    assert there_and_back(house.visitor()).status_code == 403


def test_a_signature_by_another_key_lets_nobody_in(house: House, provider: Provider) -> None:
    invite(house)
    provider.other_key = jwk.RSAKey.generate_key(2048, {"kid": "one"})
    assert there_and_back(house.visitor()).status_code == 403


def test_an_answer_brought_by_another_browser_or_twice_lets_nobody_in(house: House) -> None:
    invite(house)
    mine, other = house.visitor(), house.visitor()
    off = mine.get("/sign-in/oidc")
    back = urlsplit(httpx2.get(off.headers["location"]).headers["location"])
    address = f"{back.path}?{back.query}"
    assert other.get(address).status_code == 403
    other.get("/sign-in/oidc")
    assert other.get(address).status_code == 403
    assert mine.get(address).status_code == 303
    assert mine.get(address).status_code == 403
    assert mine.get("/sign-in/oidc/back").status_code == 403


def test_a_provider_that_is_away_is_said_and_passwords_still_work(house: House) -> None:
    house.app.state.company.change_settings({"oidc.issuer": "http://127.0.0.1:9"})
    assert house.visitor().get("/sign-in/oidc").status_code == 502
    assert house.visitor().get("/sign-in").status_code == 200


def test_a_service_whose_address_is_none_leaves_the_door_to_passwords(house: House) -> None:
    house.app.state.company.change_settings({"oidc.issuer": "https://["})
    page = house.visitor().get("/sign-in")
    assert (page.status_code, "/sign-in/oidc" in page.text) == (200, False)


def test_a_provider_that_tells_no_endpoints_lets_nobody_in(house: House, provider: Provider) -> None:
    provider.is_whole = False
    assert house.visitor().get("/sign-in/oidc").status_code == 502


@pytest.mark.parametrize("kept", ["1", "[1]", "[1,2,3,4]", '{"a": 1}', "x"])
def test_a_visit_that_was_tampered_with_is_lost(house: House, kept: str) -> None:
    client = house.visitor()
    client.cookies.set("visit", base64.urlsafe_b64encode(kept.encode()).decode())
    assert client.get("/sign-in/oidc/back?code=x&state=x").status_code == 403


def test_without_a_service_there_is_no_button(house: House) -> None:
    house.app.state.company.change_settings({"oidc.issuer": None})
    assert "/sign-in/oidc" not in house.visitor().get("/sign-in").text
    assert house.visitor().get("/sign-in/oidc").status_code == 404


def test_an_address_without_https_and_a_secret_that_others_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(InputError, match="https"):
        Named.of(Settings({"oidc.issuer": "http://id.example.com"}), tmp_path)
    known = Settings({"oidc.issuer": "https://id.example.com/", "oidc.client_id": CLIENT})
    secret = tmp_path / FILE_NAME
    secret.write_text("kept here\n")
    secret.chmod(0o644)
    with pytest.raises(InputError, match="others may read"):
        Named.of(known, tmp_path)
    secret.chmod(0o600)
    provider = Named.of(known, tmp_path)
    assert provider is not None
    assert (provider.secret, provider.title, provider.issuer) == (
        "kept here",
        "id.example.com",
        "https://id.example.com",
    )


def test_an_owner_who_signs_in_elsewhere_is_an_owner(house: House, provider: Provider) -> None:
    house.access.readers.add("anna@example.com", "Анна", "owner", ALL_DEALS, now())
    provider.person = {"email": "anna@example.com", "email_verified": True}
    client = house.visitor()
    there_and_back(client)
    assert client.get("/team").status_code == 200
