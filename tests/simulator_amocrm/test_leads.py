"""GET /leads: shape, filters in every spelling, order, pages, deleted ones."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start
from simulator_amocrm.tiny import ANNA, BORIS, DAY, LOST, MAIN, NEW, REPEAT, T0, WON


def ids(api: Api, question: str) -> list[int]:
    return [lead["id"] for lead in api.items(f"leads?{question}")]


@pytest.mark.data
def test_a_lead_has_every_key_of_a_recorded_one(api: Api, data: Path) -> None:
    recorded = json.loads((data / "crm-api-fixtures" / "amocrm_v4_leads_list.json").read_text())
    ours = api.items("leads")[0]
    for lead in recorded["_embedded"]["leads"]:
        assert set(lead) <= set(ours)
        assert set(lead["_embedded"]) <= set(ours["_embedded"])
        for name, value in lead.items():
            assert value is None or ours[name] is None or type(value) is type(ours[name]), name


def test_a_won_lead_tells_its_outcome(api: Api) -> None:
    lead = api.get("leads/501?with=contacts,source,source_id").json()
    assert (lead["status_id"], lead["price"], lead["closed_at"], lead["loss_reason_id"]) == (
        WON,
        90000,
        T0 + 10 * DAY,
        None,
    )
    assert [tag["name"] for tag in lead["_embedded"]["tags"]] == ["VIP", "опт"]
    assert lead["_embedded"]["contacts"][0]["id"] == 5001
    assert lead["_embedded"]["source"] == {"id": 31, "name": "Сайт"}
    assert lead["source_id"] == 31
    assert lead["custom_fields_values"][0]["values"] == [
        {"value": "Медицина", "enum_id": 612, "enum_code": None}
    ]


def test_the_loss_reason_comes_as_an_array(api: Api) -> None:
    lost, won = (
        api.get(f"leads/{number}?with=loss_reason").json()["_embedded"]["loss_reason"]
        for number in (502, 501)
    )
    assert [(reason["id"], reason["name"]) for reason in lost] == [(41, "Дорого")]
    assert won == []


def test_a_lead_without_fields_has_null_in_their_place(api: Api) -> None:
    assert api.get("leads/505").json()["custom_fields_values"] is None


def test_unknown_with_and_unknown_filters_are_ignored(api: Api) -> None:
    assert ids(api, "with=weather,tags&filter[moon]=full&filter[moon][from]=3") == [501, 502, 503, 505]


def test_the_flat_status_filter_is_silently_ignored(api: Api) -> None:
    assert ids(api, f"filter[status_id]={WON}") == [501, 502, 503, 505]


@pytest.mark.parametrize(
    "spelling",
    [
        "filter[id][]=501&filter[id][]=503",
        "filter[id][0]=501&filter[id][1]=503",
        "filter[id]=501,503",
        "filter%5Bid%5D%5B%5D=501&filter%5Bid%5D%5B%5D=503",
    ],
)
def test_lists_are_read_in_every_spelling(api: Api, spelling: str) -> None:
    assert ids(api, spelling) == [501, 503]
    assert ids(api, "filter[id]=501") == [501]


def test_stages_are_asked_for_as_pairs(api: Api) -> None:
    def pair(pipeline: object, status: int, nth: int = 0) -> str:
        return f"filter[statuses][{nth}][pipeline_id]={pipeline}&filter[statuses][{nth}][status_id]={status}"

    assert ids(api, pair(MAIN, WON)) == [501]
    assert ids(api, pair(REPEAT, WON)) == []
    assert ids(api, pair("", WON) + "&" + pair("", LOST, 1)) == [501, 502]


def test_ranges_include_both_ends_and_may_be_open(api: Api) -> None:
    assert ids(api, f"filter[closed_at][from]={T0 + 10 * DAY}&filter[closed_at][to]={T0 + 30 * DAY}") == [
        501,
        502,
    ]
    assert ids(api, f"filter[updated_at][from]={T0 + 10 * DAY + 1}") == [502]
    assert ids(api, f"filter[created_at][to]={T0}") == [501, 505]


def test_other_filters(api: Api) -> None:
    assert ids(api, f"filter[pipeline_id]={REPEAT}") == [505]
    assert ids(api, f"filter[responsible_user_id][]={ANNA}&filter[responsible_user_id][]={BORIS}") == [
        501,
        502,
        503,
    ]
    assert ids(api, "filter[price]=50000") == [502]
    assert ids(api, "filter[price][from]=50000") == [501, 502]
    assert ids(api, "filter[custom_fields_values][61][]=611") == [503]
    name = api.get("leads/503").json()["name"]
    assert ids(api, f"query={name[4:].upper()}") == [503]


def test_order_is_by_id_creation_or_update(api: Api) -> None:
    assert ids(api, "") == [501, 502, 503, 505]
    assert ids(api, "order[created_at]=asc") == [505, 501, 502, 503]
    assert ids(api, "order[updated_at]=desc") == [502, 501, 505, 503]


def test_a_deleted_lead_is_a_stub_of_the_trash_and_nowhere_else(api: Api) -> None:
    assert api.items("leads?with=only_deleted") == [
        {"id": 504, "updated_at": T0 + 5 * DAY, "updated_by": BORIS, "is_deleted": True}
    ]
    assert 504 not in ids(api, "")
    assert api.get("leads/504").status_code == 204


@pytest.mark.parametrize(
    "path",
    [
        "leads/999",
        "leads/nonsense",
        "leads?filter[id]=999",
        "leads?page=2",
        "events?page=99",
        "users?page=2",
        "contacts/notes?filter[id]=1",
    ],
)
def test_nothing_is_204_with_an_empty_body(api: Api, path: str) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.content) == (204, b"")


def test_pages_hold_250_leads_and_100_events_at_most(start: Start) -> None:
    api = start(tiny.many(600))
    assert len(api.items("leads?limit=500")) == 250
    assert len(api.items("leads")) == 50
    assert len(api.items("events?limit=250")) == 100


def test_next_is_absolute_keeps_the_question_and_is_missing_on_the_last_page(start: Start) -> None:
    api = start(tiny.many(600))
    question = f"leads?filter[statuses][0][pipeline_id]={MAIN}&filter[statuses][0][status_id]={tiny.OFFER}&order[id]=desc&limit=250"
    first = api.get(question).json()
    assert first["_links"]["next"]["href"].startswith(f"{api.server.base_url}/api/v4/leads?filter")
    assert set(first["_links"]) == {"self", "next"}
    assert [lead["id"] for lead in api.all(question)] == list(range(1599, 999, -1))
    last = api.get(f"{question}&page=3").json()
    assert set(last["_links"]) == {"self", "first", "prev"}


def test_leads_and_events_carry_no_totals_and_users_do(api: Api) -> None:
    for path in ("leads", "events", "leads/notes"):
        assert set(api.get(path).json()) == {"_page", "_links", "_embedded"}
    assert api.get("users").json()["_total_items"] == 4
    pipelines = api.get("leads/pipelines").json()
    assert pipelines["_total_items"] == 2
    assert "_page" not in pipelines


def test_no_success_body_has_a_status_at_its_top(api: Api) -> None:
    for path in (
        "account",
        "leads",
        "leads/501",
        "leads/pipelines",
        "leads/pipelines/700",
        "events",
        "users",
        "users/11",
        "leads/loss_reasons",
    ):
        assert "status" not in api.get(path).json(), path


def test_an_imported_lead_keeps_its_false_date_and_its_robot(api: Api) -> None:
    lead = api.get("leads/505").json()
    assert (lead["created_at"], lead["created_by"]) == (T0 - 300 * DAY, 0)
    (event,) = api.items("events?filter[type]=lead_added&filter[entity]=lead&filter[entity_id]=505")
    assert event["created_at"] == T0 + 4 * DAY


def test_someone_without_rights_sees_his_own_leads_only(api: Api) -> None:
    token = api.server.salesperson_token
    assert [lead["id"] for lead in api.items("leads", token)] == [501, 503]
    assert api.get("leads/502", token).status_code == 204
    assert {event["entity_id"] for event in api.items("events?filter[entity]=lead", token)} == {501, 503}
    refused = api.get("users", token)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert api.get("account", token).json()["current_user_id"] == ANNA


def test_the_state_is_that_of_the_clock(start: Start) -> None:
    api = start(until=T0 + 21 * DAY)
    lost = api.get("leads/502").json()
    assert (lost["status_id"], lost["closed_at"], lost["loss_reason_id"]) == (LOST, T0 + 20 * DAY, None)
    api.server.move_to(T0 + 26 * DAY)
    reopened = api.get("leads/502").json()
    assert (reopened["status_id"], reopened["closed_at"], reopened["updated_at"]) == (
        NEW,
        None,
        T0 + 25 * DAY,
    )
    api.server.move_to(T0 + 30 * DAY + 1)
    assert api.get("leads/502").json()["loss_reason_id"] == 41


def test_what_has_not_happened_yet_is_not_there(start: Start) -> None:
    api = start(until=T0 + DAY + 60)
    assert ids(api, "") == [501, 502]
    assert api.get("leads/501").json()["price"] == 80000
    assert [event["created_at"] for event in api.items("events")] == sorted(
        (event["created_at"] for event in api.items("events")), reverse=True
    )
    assert max(event["created_at"] for event in api.items("events")) <= T0 + DAY + 59
    assert api.items("leads/notes") == []
    assert api.get("leads/504").status_code == 204
    api.server.move_to(T0 + 4 * DAY + 1)
    assert ids(api, "") == [501, 502, 503, 504, 505]


def test_windows_that_share_their_borders_tile_the_whole(start: Start) -> None:
    api = start(tiny.many(700))
    borders = [T0, *range(T0 + 5000, T0 + 40_000, 5000), T0 + 700 * 60]
    for path, field, size in (("leads", "updated_at", 250), ("events", "created_at", 100)):
        found: set[object] = set()
        for low, high in pairwise(borders):
            found |= {
                row["id"]
                for row in api.all(
                    f"{path}?filter[{field}][from]={low}&filter[{field}][to]={high}&limit={size}"
                )
            }
        assert len(found) == (700 if path == "leads" else 1400)
