"""GET /events: ids, order, payload shapes, filters and what they refuse."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start
from simulator_amocrm.tiny import ADMIN, ANNA, BORIS, DAY, GONE, LOST, MAIN, NEW, OFFER, T0, VANISHED, WON
from voronka.simulator.amocrm.feed import KINDS, WRITTEN
from voronka.simulator.amocrm.resources.event_types import TYPES
from voronka.simulator.amocrm.ulid import second_of


def of(api: Api, kind: str, more: str = "") -> list[dict[str, Any]]:
    return sorted(
        api.items(f"events?filter[type]={kind}&limit=100{more}"), key=lambda event: event["created_at"]
    )


def test_an_id_is_a_lower_case_ulid_of_the_second(api: Api) -> None:
    events = api.items("events?limit=100")
    assert len({event["id"] for event in events}) == len(events) > 10
    for event in events:
        assert event["id"] == event["id"].lower()
        assert len(event["id"]) == 26
        assert second_of(event["id"]) == event["created_at"]
        assert api.get(f"events/{event['id']}").json() == event


def test_newest_come_first_and_a_second_is_shuffled(start: Start) -> None:
    company = tiny.many(300)
    same = replace(company, stage_changes={**company.stage_changes, "at": np.full(300, T0 + 300 * 60)})
    events = start(same).all("events?filter[type]=lead_status_changed&limit=100")
    assert len({event["created_at"] for event in events}) == 1
    entities = [event["entity_id"] for event in events]
    assert sorted(entities) == list(range(1000, 1300))
    assert entities not in (sorted(entities), sorted(entities, reverse=True))
    rest = start(company).all("events?limit=100")
    assert [event["created_at"] for event in rest] == sorted(
        (event["created_at"] for event in rest), reverse=True
    )


def test_ids_stay_when_the_history_grows(start: Start) -> None:
    short, long = start(tiny.many(50)), start(tiny.many(60))
    kept = {event["id"] for event in short.all("events?limit=100")}
    assert kept <= {event["id"] for event in long.all("events?limit=100")}


def test_a_stage_change_has_one_stage_on_each_side_and_deleted_stages_too(api: Api) -> None:
    events = of(api, "lead_status_changed", "&filter[entity]=lead&filter[entity_id]=501")
    assert [event["value_after"] for event in events] == [
        [{"lead_status": {"id": stage, "pipeline_id": MAIN}}] for stage in (OFFER, GONE, WON)
    ]
    assert [event["value_before"] for event in events] == [
        [{"lead_status": {"id": stage, "pipeline_id": MAIN}}] for stage in (NEW, OFFER, GONE)
    ]
    assert events[-1]["created_by"] == 0
    listed = [stage["id"] for stage in api.get(f"leads/pipelines/{MAIN}").json()["_embedded"]["statuses"]]
    assert GONE not in listed


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (
            "sale_field_changed",
            [{"sale_field_value": {"sale": 80000}}],
            [{"sale_field_value": {"sale": 90000}}],
        ),
        (
            "entity_responsible_changed",
            [{"responsible_user": {"id": VANISHED}}],
            [{"responsible_user": {"id": BORIS}}],
        ),
        ("lead_deleted", [], []),
        ("task_completed", [], []),
        ("incoming_call", [], [{"note": {"id": 71}}]),
        ("incoming_mail", [], [{"note": {"id": 82}}]),
        ("nps_rate_added", [], [{"nps": {"rate": 9}}]),
    ],
)
def test_values_have_the_documented_shape(api: Api, kind: str, before: list[Any], after: list[Any]) -> None:
    event = of(api, kind)[-1]
    assert (event["value_before"], event["value_after"]) == (before, after)


def test_a_new_lead_names_no_stage_and_tags_come_together(api: Api) -> None:
    added = of(api, "lead_added")[0]
    assert (added["value_before"], list(added["value_after"][0])) == ([], ["note"])
    tagged = {event["entity_id"]: event["value_after"] for event in of(api, "entity_tag_added")}
    assert tagged[501] == [{"tag": {"name": "VIP"}}, {"tag": {"name": "опт"}}]


def test_a_second_deletion_row_is_a_restoration(start: Start) -> None:
    deleted = tiny.table(deal_id=[504, 504], at=[T0 + 5 * DAY, T0 + 6 * DAY], author_id=[BORIS, ADMIN])
    api = start(tiny.company(deletions=deleted))
    assert [event["entity_id"] for event in of(api, "lead_restored")] == [504]
    assert api.get("leads/504").json()["updated_by"] == ADMIN
    api.server.move_to(T0 + 6 * DAY)
    assert api.get("leads/504").status_code == 204


def test_mail_comes_only_when_asked_for_by_type(api: Api) -> None:
    unfiltered = Counter(event["type"] for event in api.items("events?limit=100"))
    assert "incoming_mail" not in unfiltered
    assert set(unfiltered) == set(KINDS) - {"incoming_mail", "outgoing_mail", "lead_restored", *WRITTEN}
    assert len(of(api, "incoming_mail,outgoing_mail")) == 2


def test_chat_events_are_found_by_the_contact_and_shown_as_the_deals(api: Api) -> None:
    assert of(api, "incoming_chat_message", "&filter[entity]=lead") == []
    (event,) = of(api, "incoming_chat_message", "&filter[entity]=contact&filter[entity_id]=5003")
    assert (event["entity_type"], event["entity_id"]) == ("lead", 503)
    assert event["_embedded"]["entity"]["linked_talk_contact_id"] == 5003
    (orphan,) = of(api, "outgoing_chat_message")
    assert (orphan["entity_type"], orphan["entity_id"]) == ("contact", 5004), "the deal is deleted"


@pytest.mark.parametrize(
    "spelling",
    [
        "filter[type][]=lead_deleted&filter[type][]=nps_rate_added",
        "filter[type][0]=lead_deleted&filter[type][1]=nps_rate_added",
        "filter[type]=lead_deleted,nps_rate_added",
    ],
)
def test_types_are_read_in_every_spelling(api: Api, spelling: str) -> None:
    assert {event["type"] for event in api.items(f"events?{spelling}")} == {"lead_deleted", "nps_rate_added"}


def test_creation_is_filtered_by_a_range_a_comma_or_a_bare_beginning(api: Api) -> None:
    low, high = T0 + 20 * DAY, T0 + 25 * DAY
    expected = [T0 + 20 * DAY, T0 + 25 * DAY]
    for spelling in (f"[from]={low}&filter[created_at][to]={high}", f"={low},{high}"):
        assert (
            sorted(event["created_at"] for event in api.items(f"events?filter[created_at]{spelling}"))
            == expected
        )
    assert sorted(event["created_at"] for event in api.items(f"events?filter[created_at]={low}")) == [
        *expected,
        T0 + 30 * DAY,
    ]
    assert api.get(f"events?filter[created_at][from]={high}&filter[created_at][to]={low}").status_code == 204


def test_other_event_filters(api: Api) -> None:
    assert {event["created_by"] for event in api.items(f"events?filter[created_by][]={ANNA}")} == {ANNA}
    moved = "filter[type]=lead_status_changed&filter[value_after][leads_statuses][0]"
    lost = api.items(f"events?{moved}[pipeline_id]={MAIN}&{moved.partition('&')[2]}[status_id]={LOST}")
    assert [event["created_at"] for event in lost] == [T0 + 30 * DAY, T0 + 20 * DAY]
    assert len(api.items(f"events?filter[value_before][responsible_user_id]={VANISHED}")) == 1
    assert len(api.items("events?filter[type]=sale_field_changed&filter[value_after][value]=90000")) == 1
    known = api.items("events")[0]
    assert api.items(f"events?filter[id]={known['id']}") == [known]


@pytest.mark.parametrize(
    "question",
    [
        "filter[entity_id]=501",
        "filter[entity][]=lead&filter[entity][]=contact&filter[entity_id]=501",
        "filter[entity]=lead&" + "&".join(f"filter[entity_id][]={number}" for number in range(11)),
        "&".join(f"filter[created_by][]={number}" for number in range(11)),
        "filter[type]=custom_field_61_value_changed,lead_added",
        "filter[type]=custom_field_61_value_changed,custom_field_62_value_changed",
    ],
)
def test_what_the_service_refuses_is_a_400_with_validation_errors(api: Api, question: str) -> None:
    answer = api.get(f"events?{question}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    body = answer.json()
    assert {"title", "type", "status", "detail", "validation-errors"} == set(body)
    assert set(body["validation-errors"][0]["errors"][0]) == {"code", "path", "detail"}


def test_ten_ids_of_one_entity_are_allowed(api: Api) -> None:
    ids = "&".join(f"filter[entity_id][]={number}" for number in range(501, 511))
    assert api.get(f"events?filter[entity]=lead&{ids}").status_code == 200


def test_names_come_when_asked(api: Api) -> None:
    event = api.items("events?with=lead_name&filter[type]=lead_added")[0]
    assert event["_embedded"]["entity"]["name"] == api.get(f"leads/{event['entity_id']}").json()["name"]


def test_every_type_that_occurs_is_in_the_list_of_types(api: Api) -> None:
    assert set(KINDS) <= set(TYPES)
    body = api.get("events/types?language_code=ru").json()
    assert body["_total_items"] == len(TYPES)
    assert {"key", "type", "lang"} == set(body["_embedded"]["events_types"][0])
