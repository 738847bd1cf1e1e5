"""Fault switches: what they do, and that the same requests meet the same ones."""

from __future__ import annotations

import httpx2
import pytest

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start, Steady
from voronka.errors import InputError
from voronka.simulator.amocrm import Faults, parse
from voronka.simulator.amocrm.switches import switches


def read_by_offset(api: Api) -> list[int]:
    return [lead["id"] for lead in api.all("leads?order[updated_at]=asc&limit=50")]


def test_rows_move_between_pages_so_a_naive_reader_misses_some(start: Start) -> None:
    still, moving = start(tiny.many(1000)), start(tiny.many(1000), faults=Faults(moving=True))
    assert set(read_by_offset(still)) == set(range(1000, 2000))
    assert len(set(read_by_offset(moving))) < 1000


def test_moving_changes_nothing_but_the_moment_of_update(start: Start) -> None:
    api = start(tiny.many(300), faults=Faults(moving=True))
    read_by_offset(api)
    touched = [lead for lead in api.all("leads?limit=250") if lead["updated_at"] >= api.server.world.until]
    assert touched
    assert {lead["status_id"] for lead in touched} == {tiny.OFFER}


def test_a_reader_by_id_gets_all_while_rows_move(start: Start) -> None:
    api = start(tiny.many(1000), faults=Faults(moving=True))
    assert [lead["id"] for lead in api.all("leads?order[id]=asc&limit=50")] == list(range(1000, 2000))


def test_late_rows_come_after_some_requests(start: Start) -> None:
    api = start(tiny.many(600), faults=Faults(late=36_000), steady=Steady())
    first = {lead["id"] for lead in api.all("leads?limit=250")}
    missing = set(range(1000, 1600)) - first
    assert 0.02 < len(missing) / 600 < 0.2
    assert {api.get(f"leads/{number}").status_code for number in missing} == {204}
    api.server.world.requests += 20_000
    assert {lead["id"] for lead in api.all("leads?limit=250")} == set(range(1000, 1600))


def test_late_events_come_with_a_past_moment(start: Start) -> None:
    api = start(tiny.many(600), faults=Faults(late=36_000), steady=Steady())
    before = {event["id"]: event["created_at"] for event in api.all("events?limit=100")}
    api.server.world.requests += 20_000
    after = {event["id"]: event["created_at"] for event in api.all("events?limit=100")}
    came = [moment for number, moment in after.items() if number not in before]
    assert came
    assert min(came) < max(before.values())


def test_errors_come_at_their_rate_and_again_in_the_same_places(start: Start) -> None:
    def codes() -> list[int]:
        api = start(faults=Faults(error_500=0.2, error_504=0.1, seed=3))
        return [api.get("leads").status_code for _ in range(200)]

    first = codes()
    assert 20 <= first.count(500) <= 60
    assert 5 <= first.count(504) <= 40
    assert codes() == first


def test_500_is_a_problem_and_504_a_page_of_the_gateway(start: Start) -> None:
    wrong = start(faults=Faults(error_500=1)).get("leads")
    assert (wrong.status_code, wrong.headers["content-type"]) == (500, "application/problem+json")
    late = start(faults=Faults(error_504=1)).get("leads")
    assert (late.status_code, late.headers["content-type"].partition(";")[0]) == (504, "text/html")


def test_a_truncated_answer_is_200_with_half_a_body(start: Start) -> None:
    answer = start(faults=Faults(truncated=1)).get("leads")
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()


def test_a_dropped_answer_ends_the_connection_in_the_middle(start: Start) -> None:
    api = start(faults=Faults(dropped=1))
    with pytest.raises(httpx2.RemoteProtocolError):
        api.get("leads")


def test_a_slow_answer_takes_its_pause(start: Start) -> None:
    api, pauses = start(faults=Faults(slow=0.5, pause=7)), []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    api.server.app.sleep = sleep
    assert {api.get("account").status_code for _ in range(20)} == {200}
    assert 0 < len(pauses) < 20
    assert set(pauses) == {7}


def test_unpaid_and_forbidden_begin_with_the_nth_request(start: Start) -> None:
    unpaid = start(faults=Faults(unpaid_after=3))
    assert [unpaid.get("account").status_code for _ in range(4)] == [200, 200, 402, 402]
    refused = start(faults=Faults(forbidden_after=1)).get("account")
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")


def test_faults_are_written_as_text() -> None:
    assert parse("moving, late,500=0.02,truncated=0.01,slow=0.01") == Faults(
        moving=True, late=600, error_500=0.02, truncated=0.01, slow=0.01
    )
    assert parse("402,403=7,expired=9,late=30,pause=5") == Faults(
        unpaid_after=1, forbidden_after=7, expire_after=9, late=30, pause=5.0
    )


def test_faults_print_as_the_text_they_are_read_from() -> None:
    for text in ("", "moving", "moving,late=30,500=0.02", "402=3,slow=0.5,pause=1.0"):
        assert parse(str(parse(text))) == parse(text)
    assert str(parse("500=0.02,moving")) == "moving,500=0.02"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("movin", "no fault called “movin”"),
        ("500=2", "a share from 0 to 1"),
        ("500=x", "a share"),
        ("moving=1", "takes no value"),
        ("late=-1", "a number from 0 up"),
    ],
)
def test_a_wrong_text_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse(text)


def test_every_switch_has_a_help_text() -> None:
    assert {"moving", "late", "500", "504", "truncated", "slow", "402", "403", "expired"} <= set(switches())
    assert all(len(text) > 20 for name, text in switches().items() if name != "seed")


def test_a_live_account_goes_on_while_it_is_read(start: Start) -> None:
    company, clock = tiny.many(600), Steady()
    api = start(company, faults=Faults(live=60), steady=clock, until=company.until - 300 * 60)
    before = len(api.all("leads?limit=250"))
    clock.now += 100
    assert len(api.all("leads?limit=250")) == before + 100
    clock.now += 10**6
    assert len(api.all("leads?limit=250")) == 600


def test_a_live_account_begins_thirty_days_before_its_end(start: Start) -> None:
    api = start(faults=Faults(live=1), steady=Steady())
    assert api.server.world.until == tiny.company().until - 30 * tiny.DAY
