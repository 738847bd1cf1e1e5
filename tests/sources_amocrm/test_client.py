"""Pace, retries by kind of failure, and errors that say what to do."""

from __future__ import annotations

import itertools
import threading
from random import Random

import httpx2
import pytest

from sources_amocrm.fake import TOKEN, Fake, html, json_response
from voronka.errors import AccessError, SourceError
from voronka.sources.amocrm.answers import MissingRightsError, UnknownThingError
from voronka.sources.amocrm.client import FIRST_ATTEMPTS, Client, Retry
from voronka.sources.amocrm.pace import Pace
from voronka.sources.amocrm.tokens import LongLivedToken


class FakeTime:
    """A clock that moves only by sleeping."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.lock = threading.Lock()

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.moment += seconds


def answers(fake: Fake, *responses: httpx2.Response | Exception) -> list[httpx2.Response | Exception]:
    """Let the account answer these first, in turn; what is left of them."""
    left = list(responses)

    def bend(request: httpx2.Request, query: dict[str, str]) -> httpx2.Response | None:
        if not left:
            return None
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    fake.bend = bend
    return left


def test_requests_are_evenly_spaced() -> None:
    time = FakeTime()
    pace = Pace(6.5, time.now, time.sleep)
    moments = []
    for _ in range(14):
        pace.wait()
        moments.append(time.moment)
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(gap == pytest.approx(1 / 6.5) for gap in gaps)


def test_slow_answers_do_not_lower_the_pace() -> None:
    time = FakeTime()
    pace = Pace(6.5, time.now, time.sleep)
    for _ in range(10):
        pace.wait()
        time.moment += 0.1  # an answer that takes less than the gap
    assert time.moment == pytest.approx(9 / 6.5 + 0.1)


def test_after_too_many_requests_all_wait_and_go_slower_for_a_while() -> None:
    time = FakeTime()
    pace = Pace(7, time.now, time.sleep)
    pace.wait()
    pace.throttled(3.0)
    pace.throttled(3.0)  # the same burst
    pace.wait()
    assert time.moment == pytest.approx(3.0)
    assert pace.rate == pytest.approx(7 / 1.5)
    for _ in range(100):
        pace.went_well()
    assert pace.rate == pytest.approx(7)


def test_429_is_an_html_page_and_is_waited_out() -> None:
    fake = Fake()
    answers(fake, html(429), html(429))
    time = FakeTime()
    client = fake.client(rate=1000.0, sleep=time.sleep, monotonic=time.now)
    assert client.get("account") == fake.account
    assert time.moment >= Retry().first / 2 + Retry().first  # the second wait is longer
    assert len(fake.asked) == 3


def test_retry_after_is_honoured_where_it_is_sent() -> None:
    fake = Fake()
    answers(fake, html(429, **{"Retry-After": "17"}))
    time = FakeTime()
    fake.client(rate=1000.0, sleep=time.sleep, monotonic=time.now).get("account")
    assert time.moment >= 17


@pytest.mark.parametrize(
    "failure",
    [
        html(500),
        html(502),
        html(504),
        httpx2.Response(200, content=b'{"_page":1,"_embedded":{"lea'),
        httpx2.ReadTimeout("slow"),
        httpx2.ConnectError("reset"),
        httpx2.RemoteProtocolError("cut"),
    ],
    ids=["500", "502", "504", "truncated", "timeout", "refused", "cut"],
)
def test_what_may_pass_is_tried_again(failure: httpx2.Response | Exception) -> None:
    fake = Fake()
    answers(fake, failure)
    assert fake.client().get("account") == fake.account
    assert len(fake.asked) == 2


def test_what_does_not_pass_ends_with_a_message() -> None:
    fake = Fake()
    fake.bend = lambda _request, _query: html(504)
    with pytest.raises(SourceError) as caught:
        fake.client().get("leads")
    assert len(fake.asked) == Retry().attempts
    assert "504" in caught.value.why
    assert "goes on where it stopped" in caught.value.do


def test_an_address_that_never_answers_is_given_up_soon() -> None:
    fake = Fake()
    answers(fake, *(httpx2.ConnectError("refused") for _ in range(9)))
    with pytest.raises(SourceError, match="cannot reach") as caught:
        fake.client().get("account")
    assert len(fake.asked) == FIRST_ATTEMPTS
    assert "check the address" in caught.value.do


def test_waits_grow_and_are_never_the_same_for_all() -> None:
    random = Random(1)
    waits = [Retry().wait(attempt, random) for attempt in range(8)]
    assert all(2**attempt / 2 <= wait <= 2**attempt for attempt, wait in enumerate(waits[:6]))
    assert max(waits) <= 60


def test_nothing_is_no_body() -> None:
    fake = Fake()
    answers(fake, httpx2.Response(204))
    assert fake.client().get("leads") is None


def test_a_long_lived_token_that_is_refused_is_final() -> None:
    fake = Fake()
    answers(fake, json_response({"title": "Unauthorized", "status": 401, "detail": "Token has expired"}, 401))
    with pytest.raises(AccessError) as caught:
        fake.client().get("account")
    assert "voronka connect" in caught.value.do
    assert len(fake.asked) == 1


class OneMore:
    """A token that can be renewed once."""

    def __init__(self) -> None:
        self.token, self.renewals = "old", 0

    def current(self) -> str:
        return self.token

    def renewed(self, refused: str) -> str:
        self.renewals += 1
        self.token = "new"
        return self.token


def test_401_renews_the_token_once() -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["Authorization"])
        return json_response({"id": 1}) if seen[-1] == "Bearer new" else json_response({}, 401)

    token = OneMore()
    client = Client("https://a.amocrm.ru", token, rate=1e9, transport=httpx2.MockTransport(answer))
    assert client.get("account") == {"id": 1}
    assert (token.renewals, seen) == (1, ["Bearer old", "Bearer new"])


def test_401_after_a_renewal_is_final() -> None:
    token = OneMore()
    refuse = httpx2.MockTransport(lambda _request: json_response({}, 401))
    with pytest.raises(AccessError):
        Client("https://a.amocrm.ru", token, rate=1e9, transport=refuse).get("account")
    assert token.renewals == 1


def test_402_says_that_the_account_is_not_paid() -> None:
    fake = Fake()
    answers(fake, json_response({"status": 402}, 402))
    with pytest.raises(AccessError, match="not paid"):
        fake.client().get("account")


def test_403_as_a_page_is_a_block_and_is_never_tried_again() -> None:
    fake = Fake()
    fake.bend = lambda _request, _query: html(403)
    with pytest.raises(AccessError, match="blocked") as caught:
        fake.client().get("leads")
    assert not isinstance(caught.value, MissingRightsError)
    assert "support" in caught.value.do
    assert len(fake.asked) == 1


def test_403_as_json_is_a_missing_right() -> None:
    fake = Fake()
    fake.bend = lambda _request, _query: json_response(
        {"title": "Forbidden", "status": 403, "detail": "Нет прав"}, 403
    )
    with pytest.raises(MissingRightsError) as caught:
        fake.client().get("users")
    assert caught.value.why == "Нет прав"
    assert "administrator" in caught.value.do


@pytest.mark.parametrize("status", [400, 404, 405, 422])
def test_a_request_that_is_not_understood_is_not_repeated(status: int) -> None:
    fake = Fake()
    fake.bend = lambda _request, _query: json_response({"detail": "?"}, status)
    with pytest.raises(UnknownThingError):
        fake.client().get("leads")
    assert len(fake.asked) == 1


@pytest.mark.parametrize("status", [401, 402, 403, 404, 500])
def test_no_error_names_the_token(status: int, caplog: pytest.LogCaptureFixture) -> None:
    fake = Fake()
    fake.bend = lambda _request, _query: json_response({"detail": "no"}, status)
    caplog.set_level(0)
    with pytest.raises(SourceError) as caught:
        fake.client().get("account")
    assert (
        TOKEN
        not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r} {caplog.text} {LongLivedToken(TOKEN)!r}"
    )


def test_a_closed_client_stops_those_who_wait() -> None:
    fake = Fake()
    client = Client(
        "https://a.amocrm.ru", LongLivedToken("x"), rate=0.001, transport=httpx2.MockTransport(fake.answer)
    )
    client.get("account")
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            client.get("account")
        except SourceError as error:
            failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    client.close()
    thread.join(10)
    assert not thread.is_alive()
    assert len(failures) == 1
