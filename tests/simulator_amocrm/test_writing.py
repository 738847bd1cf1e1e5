"""What clients write: tasks, notes, tags, fields; with the errors, the events and the rights of the live service. Clients that others wrote write too."""

from __future__ import annotations

from typing import Any

import pytest

from simulator_amocrm.conftest import Api, Start
from simulator_amocrm.test_clients import wrapper
from simulator_amocrm.tiny import ADMIN, ANNA, DAY, LEFT, T0
from voronka.simulator.amocrm import Faults

TILL = T0 + 200 * DAY


@pytest.fixture
def api(start: Start) -> Api:
    return start()


def task(deal: int = 503, **more: Any) -> dict[str, Any]:
    return {"text": "Позвонить", "complete_till": TILL, "entity_id": deal, "entity_type": "leads", **more}


def wrongs(answer: Any) -> list[tuple[str, str, str]]:
    assert answer.status_code == 400, answer.text
    return [
        (one["request_id"], each["code"], each["path"])
        for one in answer.json()["validation-errors"]
        for each in one["errors"]
    ]


def test_a_task_is_made_seen_and_completed_but_never_deleted(api: Api) -> None:
    made = api.send("POST", "tasks", json=[task(responsible_user_id=ANNA, request_id="a/1")])
    assert made.status_code == 200
    [told] = made.json()["_embedded"]["tasks"]
    assert told["request_id"] == "a/1"
    [found] = [
        one
        for one in api.items("tasks?filter[entity_id][]=503&filter[entity_type]=leads")
        if one["id"] == told["id"]
    ]
    assert (
        found["text"],
        found["responsible_user_id"],
        found["created_by"],
        found["is_completed"],
        found["result"],
    ) == ("Позвонить", ANNA, ADMIN, False, [])
    assert api.get("leads/503").json()["closest_task_at"] == TILL
    result = {"is_completed": True, "result": {"text": "Отменено"}}
    assert api.send("PATCH", f"tasks/{told['id']}", json=result).json()["id"] == told["id"]
    done = api.get(f"tasks/{told['id']}").json()
    assert (done["is_completed"], done["result"]) == (True, {"text": "Отменено"})
    events = [one["type"] for one in api.items("events?limit=100") if one["entity_id"] == told["id"]]
    assert sorted(events) == ["task_added", "task_completed", "task_result_added"]
    assert api.send("DELETE", f"tasks/{told['id']}").status_code == 405


def test_one_wrong_record_refuses_the_whole_request(api: Api) -> None:
    sent = [
        task(),
        task(999, request_id="x"),
        {"entity_id": 503},
        task(responsible_user_id=LEFT, task_type_id=77),
    ]
    assert wrongs(api.send("POST", "tasks", json=sent)) == [
        ("x", "NotSupportedChoice", "entity_id"),
        ("2", "FieldMissing", "text"),
        ("2", "FieldMissing", "complete_till"),
        ("3", "NotSupportedChoice", "responsible_user_id"),
        ("3", "NotSupportedChoice", "task_type_id"),
    ]
    assert [one["id"] for one in api.items("tasks")] == [95, 96]
    assert api.send("POST", "tasks", json=[task()] * 251).status_code == 400
    assert wrongs(api.send("PATCH", "tasks", json=[{"id": 1, "text": "x"}])) == [
        ("0", "NotSupportedChoice", "id")
    ]


def test_tags_are_added_and_taken_off_and_told_of(api: Api) -> None:
    change = [{"id": 503, "tags_to_add": [{"name": "Застряла"}]}]
    answer = api.send("PATCH", "leads", json=change)
    assert answer.json()["_embedded"]["leads"][0]["id"] == 503
    lead = api.get("leads/503").json()
    assert [tag["name"] for tag in lead["_embedded"]["tags"]] == ["VIP", "Застряла"]
    assert (lead["updated_at"], lead["updated_by"]) == (
        answer.json()["_embedded"]["leads"][0]["updated_at"],
        ADMIN,
    )
    api.send("PATCH", "leads", json=change)
    api.send("PATCH", "leads/503", json={"tags_to_delete": [{"name": "Застряла"}]})
    assert [tag["name"] for tag in api.get("leads/503").json()["_embedded"]["tags"]] == ["VIP"]
    told = [
        one
        for one in api.items("events?filter[type]=entity_tag_added,entity_tag_deleted")
        if one["entity_id"] == 503
    ]
    assert [(one["type"], one["value_before"], one["value_after"]) for one in told][:2] == [
        ("entity_tag_deleted", [{"tag": {"name": "Застряла"}}], []),
        ("entity_tag_added", [], [{"tag": {"name": "Застряла"}}]),
    ]
    assert "Застряла" in [tag["name"] for tag in api.items("leads/tags")]


def test_a_field_is_made_filled_and_emptied(api: Api) -> None:
    made = api.send("POST", "leads/custom_fields", json=[{"name": "Оценка", "type": "numeric"}])
    field = made.json()["_embedded"]["custom_fields"][0]["id"]
    assert field in [one["id"] for one in api.items("leads/custom_fields")]

    def set_(values: Any) -> None:
        api.send(
            "PATCH",
            "leads",
            json=[{"id": 501, "custom_fields_values": [{"field_id": field, "values": values}]}],
        )

    def value() -> Any:
        listed = api.get("leads/501").json()["custom_fields_values"]
        return next((one["values"][0]["value"] for one in listed if one["field_id"] == field), None)

    set_([{"value": 42}])
    assert value() == "42"
    set_(None)
    assert value() is None
    [gone, came] = api.items(f"events?filter[type]=custom_field_{field}_value_changed")
    assert came["type"] == f"custom_field_{field}_value_changed"
    assert [one["custom_field_value"]["text"] for one in (*came["value_after"], *gone["value_before"])] == [
        "42",
        "42",
    ]
    wrong = [{"id": 501, "custom_fields_values": [{"field_id": 1, "values": [{"value": 1}]}]}, {"id": 777}]
    assert wrongs(api.send("PATCH", "leads", json=wrong)) == [
        ("0", "NotSupportedChoice", "custom_fields_values.0.field_id"),
        ("1", "NotSupportedChoice", "id"),
    ]


def test_a_note_is_added_and_changed(api: Api) -> None:
    note = {"entity_id": 502, "note_type": "common", "params": {"text": "Стоит 30 дней"}, "request_id": "n"}
    [told] = api.send("POST", "leads/notes", json=[note]).json()["_embedded"]["notes"]
    assert (told["entity_id"], told["request_id"]) == (502, "n")
    changed = {"note_type": "common", "params": {"text": "Отозвано"}}
    api.send("PATCH", f"leads/502/notes/{told['id']}", json=changed)
    [found] = api.items("leads/notes?filter[note_type][]=common&filter[entity_id][]=502")
    assert found["params"] == {"text": "Отозвано"}
    assert [one["type"] for one in api.items("events?filter[type]=common_note_added")] == [
        "common_note_added"
    ]
    assert wrongs(api.send("POST", "leads/502/notes", json=[{"note_type": "common", "params": {}}])) == [
        ("0", "NotBlank", "params.text")
    ]


def test_a_salesperson_writes_to_own_deals_only_and_makes_no_fields(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.server.salesperson_token}"}

    def send(method: str, path: str, body: Any) -> int:
        return api.client.request(
            method, f"{api.server.base_url}/api/v4/{path}", headers=headers, json=body
        ).status_code

    assert send("PATCH", "leads", [{"id": 503, "tags_to_add": [{"name": "x"}]}]) == 200
    assert send("PATCH", "leads", [{"id": 502, "tags_to_add": [{"name": "x"}]}]) == 403
    assert send("POST", "tasks", [task(502)]) == 400
    assert send("POST", "leads/custom_fields", [{"name": "x", "type": "text"}]) == 403


def test_what_is_written_is_news_for_web_hooks_and_for_whoever_reads_on(api: Api) -> None:
    before = api.server.world.until
    api.send("PATCH", "leads", json=[{"id": 505, "tags_to_add": [{"name": "x"}]}])
    assert api.server.world.until > before
    assert [one["id"] for one in api.items(f"leads?filter[updated_at][from]={before}")] == [505]


def test_a_write_may_be_done_though_the_gateway_says_it_failed(start: Start) -> None:
    api = start(faults=Faults(error_504=1.0))
    assert api.send("POST", "tasks", json=[task()]).status_code == 504
    assert len(api.server.world.written.texts) == 1


def test_the_wrapper_writes_tasks_tags_notes_and_fields(api: Api) -> None:
    client = wrapper(api)
    [made] = client.add_tasks([task()])["_embedded"]["tasks"]
    client.execution_task(made["id"], True, "Готово")
    assert client.get_task(made["id"])["result"] == {"text": "Готово"}
    [changed] = client.update_leads([{"id": 501, "tags_to_add": [{"name": "x"}]}])["_embedded"]["leads"]
    assert changed["id"] == 501
    [field] = client.create_leads_custom_fields([{"name": "Оценка", "type": "numeric"}])["_embedded"][
        "custom_fields"
    ]
    assert client.get_leads_custom_field(field["id"])["type"] == "numeric"
    note = {"note_type": "common", "params": {"text": "x"}}
    [written] = client.create_entity_note("leads", [note], 501)["_embedded"]["notes"]
    client.update_entity_note("leads", 501, written["id"], note)
    assert [one["id"] for one in api.items("leads/notes?filter[note_type][]=common")] == [written["id"]]
