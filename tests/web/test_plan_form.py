"""The form of a goal comes back with what was typed and the sentence beside the field; sums in fields are grouped, and read as they are shown."""

from __future__ import annotations

from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.web.forms import guard_of
from tests.web.sites import site

STORY = "\n".join(f"d{n}  owner=anna amount=900000 lead 02-{n + 1:02} won 02-{n + 3:02}" for n in range(12))
GOAL = {"whom": "company:0:0", "aim": "revenue", "period": "2026-03", "value": "1,5 млн", "why": "план"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return site(tmp_path_factory.mktemp("form"), STORY)


def send(client: TestClient, action: str, **fields: str) -> Response:
    return client.post(action, data={"guard": guard_of(client, "/plan"), **fields}, follow_redirects=False)


@pytest.mark.parametrize(
    ("typed", "beside", "said"),
    [
        ({"value": "много"}, "value-wrong", "сумма больше нуля"),
        ({"period": "own", "first": "2026-03-10", "last": ""}, "period-wrong", "одной из двух дат"),
        ({"period": "own", "first": "2026-03-10", "last": "2026-03-01"}, "period-wrong", "нет ни одного дня"),
        ({"whom": "никто"}, "whom-wrong", "выберите"),
    ],
)  # fmt: skip
def test_the_form_comes_back_with_what_was_typed(
    client: TestClient, typed: dict[str, str], beside: str, said: str
) -> None:
    answer = send(client, "/plan/set", **{**GOAL, **typed})
    assert answer.status_code == 422
    page = unescape(answer.text)
    told = page[page.index(f'id="{beside}"') :].partition("</span></")[0]
    assert said.lower() in told.lower()
    assert 'name="why" maxlength="300" value="план"' in page
    if "value" in typed:
        assert 'name="value" value="много"' in page
    assert "/plan/set?" not in page


def test_a_goal_for_days_of_ones_own_is_set_and_changed_in_grouped_numbers(client: TestClient) -> None:
    days = {"period": "own", "first": "2026-03-02", "last": "2026-03-15", "value": "2 367 576,28"}
    assert send(client, "/plan/set", **{**GOAL, **days}).status_code == 303
    page = client.get("/plan").text
    assert 'value="2\u202f367\u202f576,28"' in page
    assert 'value="2,367,576.28"' in client.get("/plan", headers={"accept-language": "en"}).text
    number, seen = (
        page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("number", "seen")
    )
    wrong = send(client, "/plan/change", number=number, seen=seen, value="сто попугаев")
    assert wrong.status_code == 422
    assert 'id="change-wrong"' in wrong.text
    assert 'value="сто попугаев"' in wrong.text
    good = send(client, "/plan/change", number=number, seen=seen, value="2\u202f400\u202f000,00")
    assert good.status_code == 303
    assert 'value="2\u202f400\u202f000"' in client.get("/plan").text


def test_a_proposal_comes_back_with_the_part_that_cannot_be_read(client: TestClient) -> None:
    parts = {"aim": "revenue", "period": "2026-03", "part.company:0:0": "1 млн чего-то"}
    answer = send(client, "/plan/proposal", **parts)
    assert answer.status_code == 422
    assert 'id="part.company:0:0-wrong"' in answer.text
    assert 'value="1 млн чего-то"' in answer.text
    target = client.get("/plan/proposal?target=много&period=2026-03")
    assert target.status_code == 422
    assert 'id="target-wrong"' in target.text
