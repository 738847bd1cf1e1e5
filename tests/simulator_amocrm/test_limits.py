"""Requests per second over real HTTP, with a clock that stands still unless told."""

from __future__ import annotations

from simulator_amocrm.conftest import Start, Steady


def test_the_eighth_request_of_a_second_is_an_html_429_without_retry_after(start: Start) -> None:
    steady = Steady()
    api = start(rate=7, steady=steady)
    assert [api.get("account").status_code for _ in range(8)] == [200] * 7 + [429]
    refused = api.get("leads")
    assert refused.headers["content-type"].startswith("text/html")
    assert "retry-after" not in refused.headers
    assert "<html>" in refused.text


def test_the_window_slides(start: Start) -> None:
    steady = Steady()
    api = start(rate=2, steady=steady)
    codes = []
    for moment in (0.0, 0.5, 0.75, 1.0, 1.25, 1.5):
        steady.now = moment
        codes.append(api.get("account").status_code)
    assert codes == [200, 200, 429, 200, 429, 200]


def test_repeated_violations_block_everything_even_the_token_endpoint(start: Start) -> None:
    steady = Steady()
    api = start(rate=1, block_after=3, steady=steady)
    assert [api.get("account").status_code for _ in range(5)] == [200, 429, 429, 429, 403]
    steady.now = 1000
    blocked = api.get("account")
    assert (blocked.status_code, blocked.headers["content-type"].startswith("text/html")) == (403, True)
    assert api.client.post(f"{api.server.base_url}/oauth2/access_token", json={}).status_code == 403
    assert api.client.get(f"{api.server.base_url}/api/v4/nowhere").status_code == 403
    api.server.limiter.lift()
    assert api.get("account").status_code == 200


def test_a_violation_now_and_then_blocks_nobody(start: Start) -> None:
    steady = Steady()
    api = start(rate=1, block_after=3, steady=steady)
    for minute in range(5):
        steady.now = 61.0 * minute
        assert [api.get("account").status_code for _ in range(3)] == [200, 429, 429]


def test_integrations_have_windows_of_their_own_and_the_account_has_one_for_all(start: Start) -> None:
    steady = Steady()
    api = start(rate=7, steady=steady)
    other = api.server.salesperson_token
    assert [api.get("account").status_code for _ in range(7)] == [200] * 7
    assert api.get("account", other).status_code == 200
    api.server.limiter.account_rate = 9
    assert [api.get("account", other).status_code for _ in range(2)] == [200, 429]


def test_rate_nought_is_no_limit(start: Start) -> None:
    api = start(rate=0, steady=Steady())
    assert {api.get("account").status_code for _ in range(60)} == {200}
