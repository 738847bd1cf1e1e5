"""Tokens: codes, rotation, expiry, the long-lived one, the consent page."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start
from voronka.simulator.amocrm import Faults


class Clock:
    """A clock that goes when told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def exchange(api: Api, **grant: Any) -> httpx2.Response:
    server = api.server
    body = {
        "client_id": server.client_id,
        "client_secret": server.client_secret,
        "redirect_uri": server.redirect_uri,
        **grant,
    }
    return api.client.post(f"{server.base_url}/oauth2/access_token", json=body)


def by_code(api: Api, code: str) -> httpx2.Response:
    return exchange(api, grant_type="authorization_code", code=code)


def by_refresh(api: Api, token: str) -> httpx2.Response:
    return exchange(api, grant_type="refresh_token", refresh_token=token)


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def test_a_code_gives_a_pair_whose_access_token_tells_its_end(start: Start) -> None:
    clock = Clock()
    api = start(clock=clock)
    pair = by_code(api, api.server.code()).json()
    assert (pair["token_type"], pair["expires_in"]) == ("Bearer", 86400)
    assert claims(pair["access_token"])["exp"] == clock.now + 86400
    assert api.get("account", pair["access_token"]).status_code == 200


def test_a_code_is_good_once(start: Start) -> None:
    api = start()
    code = api.server.code()
    assert by_code(api, code).status_code == 200
    again = by_code(api, code)
    assert (again.status_code, again.json()["hint"]) == (400, "Authorization code has been revoked")


def test_a_code_lives_twenty_minutes(start: Start) -> None:
    clock = Clock()
    api = start(clock=clock)
    young, old = api.server.code(), api.server.code()
    clock.now += 20 * 60 - 1
    assert by_code(api, young).status_code == 200
    clock.now += 1
    late = by_code(api, old)
    assert (late.status_code, late.json()["hint"]) == (400, "Authorization code has expired")


def test_a_refresh_token_is_good_once_and_brings_the_next(start: Start) -> None:
    api = start()
    first = by_code(api, api.server.code()).json()
    second = by_refresh(api, first["refresh_token"])
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert by_refresh(api, first["refresh_token"]).json()["hint"] == "Token has been revoked"
    assert by_refresh(api, second.json()["refresh_token"]).status_code == 200


def test_a_refresh_token_unused_for_three_months_is_dead(start: Start) -> None:
    clock = Clock()
    api = start(clock=clock)
    pair = by_code(api, api.server.code()).json()
    clock.now += 91 * 86400
    assert by_refresh(api, pair["refresh_token"]).json()["hint"] == "Token has expired"


def test_an_access_token_ends_with_its_exp(start: Start) -> None:
    clock = Clock()
    api = start(clock=clock)
    pair = by_code(api, api.server.code()).json()
    clock.now += 86400
    refused = api.get("account", pair["access_token"])
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    renewed = by_refresh(api, pair["refresh_token"]).json()
    assert api.get("account", renewed["access_token"]).status_code == 200


def test_a_wrong_secret_or_redirect_is_refused(api: Api) -> None:
    assert exchange(api, client_secret="no", grant_type="authorization_code", code="x").status_code == 401
    wrong = exchange(api, redirect_uri="http://other", grant_type="authorization_code", code="x")
    assert (wrong.status_code, "hint" in wrong.json()) == (400, True)
    assert by_code(api, "nonsense").json()["hint"] == "Cannot decrypt the authorization code"


def test_no_token_a_foreign_one_and_a_bent_one_are_401(api: Api) -> None:
    bent = api.server.long_lived_token[:-2] + "xx"
    for header in (
        {},
        {"Authorization": "Bearer x.y.z"},
        {"Authorization": f"Bearer {bent}"},
        {"Authorization": "Basic abc"},
    ):
        answer = api.client.get(f"{api.server.base_url}/api/v4/account", headers=header)
        assert (answer.status_code, answer.json()["status"], answer.json()["title"]) == (
            401,
            401,
            "Unauthorized",
        )


def test_the_long_lived_token_is_the_same_after_a_restart_and_dies_in_years(start: Start) -> None:
    clock = Clock()
    api, again = start(clock=clock), start()
    assert api.server.long_lived_token == again.server.long_lived_token
    assert api.get("account").status_code == 200
    clock.now += 6 * 365 * 86400
    assert api.get("account").status_code == 401


def test_a_token_can_die_before_its_time(start: Start) -> None:
    faults = Faults(expire_after=2)
    api = start(faults=faults)
    pair = by_code(api, api.server.code()).json()
    assert [api.get("account", pair["access_token"]).status_code for _ in range(3)] == [200, 200, 401]
    assert api.get("account").status_code == 200, "the long-lived token is not touched by it"


def test_the_consent_page_leads_back_with_code_state_and_referer(start: Start) -> None:
    api = start(redirect_uri="http://127.0.0.1:1/back?x=1")
    address = f"{api.server.base_url}/oauth?client_id={api.server.client_id}&state=s%26t&mode=popup"
    page = api.client.get(address)
    assert (page.status_code, "Пример" in page.text, "<form" in page.text) == (200, True, True)
    back = api.client.post(address, data={"answer": "allow"})
    assert back.status_code == 302
    said = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    assert (said["x"], said["state"], said["referer"]) == ("1", "s&t", urlsplit(api.server.base_url).netloc)
    assert by_code(api, said["code"]).status_code == 200
    denied = api.client.post(address, data={"answer": "deny"})
    assert dict(parse_qsl(urlsplit(denied.headers["location"]).query))["error"] == "access_denied"
    assert api.client.get(f"{api.server.base_url}/oauth?client_id=other").status_code == 404


def test_a_living_refresh_token_tells_the_account_it_belongs_to(start: Start) -> None:
    api = start()
    pair = by_code(api, api.server.code()).json()
    address = f"{api.server.base_url}/oauth2/account/current/subdomain"
    place = api.client.get(address, headers={"Authorization": f"Bearer {pair['refresh_token']}"})
    assert place.json()["subdomain"] == tiny.company().subdomain
    assert api.client.get(address, headers={"Authorization": "Bearer x"}).status_code == 401
