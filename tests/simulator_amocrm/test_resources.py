"""The other resources: account, people, pipelines, contacts, tasks, notes, unsorted leads, fields, tags, sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start
from simulator_amocrm.tiny import ANNA, BORIS, DAY, INCOMING, LEFT, LOST, MAIN, NEW, REPEAT, T0, VANISHED, WON


def test_the_account_tells_its_zone_and_currency_only_when_asked_with(api: Api) -> None:
    plain = api.get("account").json()
    assert (plain["id"], plain["currency"], plain["_embedded"]) == (9, "RUB", {})
    assert "is_api_filter_enabled" not in plain
    body = api.get(
        "account?with=users_groups,task_types,datetime_settings,is_api_filter_enabled,nonsense"
    ).json()
    assert body["_embedded"]["datetime_settings"]["timezone"] == "Europe/Moscow"
    assert body["_embedded"]["datetime_settings"]["timezone_offset"] == "+03:00"
    assert [group["name"] for group in body["_embedded"]["users_groups"]] == ["Отдел продаж", "Опт"]
    assert [kind["code"] for kind in body["_embedded"]["task_types"]] == ["FOLLOW_UP", "MEETING"]
    assert body["is_api_filter_enabled"] is True


def test_deactivated_people_stay_listed_and_deleted_ones_vanish_from_users_but_not_from_history(
    api: Api,
) -> None:
    people = {user["id"]: user for user in api.items("users?with=group,role")}
    assert people[LEFT]["rights"]["is_active"] is False
    assert people[ANNA]["_embedded"]["groups"] == [{"id": 0, "name": "Отдел продаж"}]
    assert VANISHED not in people
    assert api.get(f"users/{VANISHED}").status_code == 204
    assert api.get("leads/505").json()["responsible_user_id"] == VANISHED
    assert api.items(f"events?filter[created_by][]={VANISHED}")


def test_every_pipeline_has_its_own_incoming_stage_and_shares_142_and_143(api: Api) -> None:
    pipelines = api.items("leads/pipelines")
    assert [(pipeline["id"], pipeline["is_main"], pipeline["is_archive"]) for pipeline in pipelines] == [
        (MAIN, True, False),
        (REPEAT, False, True),
    ]
    for pipeline in pipelines:
        stages = {stage["id"]: stage for stage in pipeline["_embedded"]["statuses"]}
        assert {stage["pipeline_id"] for stage in stages.values()} == {pipeline["id"]}
        assert [stage["is_editable"] for stage in stages.values() if stage["type"] == 1] == [False]
        assert (stages[WON]["type"], stages[LOST]["type"]) == (0, 0)
    names = [
        api.get(f"leads/pipelines/{pipeline}/statuses/{WON}").json()["name"] for pipeline in (MAIN, REPEAT)
    ]
    assert names == ["Успешно реализовано", "Оплачено"]
    assert api.get(f"leads/pipelines/{MAIN}/statuses").json()["_total_items"] == 5
    assert api.get("leads/pipelines/1").status_code == 204


@pytest.mark.data
def test_a_stage_has_the_parts_of_a_recorded_one(api: Api, data: Path) -> None:
    recorded = json.loads((data / "crm-api-fixtures" / "amocrm_v2_account_pipelines.json").read_text())
    stage = api.items("leads/pipelines")[0]["_embedded"]["statuses"][0]
    theirs = next(iter(recorded["pipelines"].values()))["statuses"]
    renamed = {"editable": "is_editable"}
    assert {renamed.get(name, name) for name in next(iter(theirs.values()))} <= set(stage)


def test_calls_hang_on_the_lead_or_on_the_contact_and_mail_on_the_lead(api: Api) -> None:
    assert [(note["id"], note["note_type"]) for note in api.items("leads/notes")] == [
        (72, "call_out"),
        (81, "amomail_message"),
        (82, "amomail_message"),
    ]
    calls = api.items("contacts/notes?order[updated_at]=desc")
    assert [
        (note["id"], note["entity_id"], note["params"]["duration"], note["params"]["call_status"])
        for note in calls
    ] == [(73, 5002, 0, 6), (71, 5001, 120, 4)]
    assert all(note["created_by"] == note["responsible_user_id"] for note in calls)
    assert [
        note["params"]["income"] for note in api.items("leads/notes?filter[note_type]=amomail_message")
    ] == [False, True]
    assert [note["id"] for note in api.items("contacts/5001/notes")] == [71]
    assert [
        note["id"]
        for note in api.items("leads/notes?filter[note_type][]=call_in&filter[note_type][]=call_out")
    ] == [72]
    assert [note["id"] for note in api.items(f"leads/notes?filter[updated_at][from]={T0 + 3 * DAY}")] == [82]
    assert api.get("leads/501/notes/81").json()["id"] == api.get("leads/notes/81").json()["id"] == 81
    assert api.get("companies/notes").status_code == 204


def test_a_task_result_is_an_empty_array_or_an_object(start: Start) -> None:
    table = tiny.company().tasks
    api = start(tiny.company(tasks={**table, "id": table["id"] + [4, 1]}))  # 99 can be divided by three
    done, due = api.items("tasks")[::-1]
    assert (done["id"], done["is_completed"], done["result"]) == (99, True, {"text": "Готово"})
    assert (due["id"], due["is_completed"], due["result"]) == (97, False, [])


def test_tasks_are_filtered_and_their_completion_is_as_of_the_clock(start: Start) -> None:
    api = start(until=T0 + 2 * DAY)
    assert [(task["id"], task["is_completed"]) for task in api.items("tasks")] == [(95, False)]
    assert api.get("leads/501").json()["closest_task_at"] == T0 + 3 * DAY
    api.server.move_to(T0 + 50 * DAY)
    assert [task["id"] for task in api.items("tasks?filter[is_completed]=1")] == [95]
    assert [task["id"] for task in api.items("tasks?filter[is_completed][]=0&filter[task_type][]=1")] == [96]
    assert [task["id"] for task in api.items("tasks?filter[entity_type]=leads&filter[entity_id][]=503")] == [
        96
    ]
    assert api.get("tasks?filter[entity_type]=contacts").status_code == 204
    assert [task["id"] for task in api.items("tasks?order[complete_till]=desc")] == [96, 95]
    assert api.get("tasks/95").json()["updated_at"] == T0 + 2 * DAY
    assert api.get("leads/501").json()["closest_task_at"] is None


def test_contacts_and_companies_know_their_leads(api: Api) -> None:
    contacts = api.items("contacts?with=leads")
    assert [contact["id"] for contact in contacts] == [5001, 5002, 5003, 5004]
    assert [lead["id"] for lead in contacts[0]["_embedded"]["leads"]] == [501]
    assert [company["id"] for company in contacts[0]["_embedded"]["companies"]] == [6001]
    codes = {field["field_code"] for field in contacts[0]["custom_fields_values"]}
    assert codes == {"PHONE", "EMAIL"}
    firm = api.get("companies/6001?with=leads,contacts").json()
    assert [lead["id"] for lead in firm["_embedded"]["leads"]] == [501, 502]
    assert [contact["id"] for contact in firm["_embedded"]["contacts"]] == [5001, 5002]
    assert "first_name" not in firm
    assert firm["custom_fields_values"] == [], "an empty array, where a deal has null"
    assert (
        api.items(f"contacts?filter[responsible_user_id]={BORIS}&filter[id][]=5002&filter[id][]=5001")[0][
            "id"
        ]
        == 5002
    )
    assert api.get("contacts/1").status_code == 204


def test_an_enquiry_waits_in_unsorted_until_it_is_taken(start: Start) -> None:
    api = start(until=T0 + 2 * DAY + 300)
    (enquiry,) = api.items("leads/unsorted")
    assert (enquiry["category"], enquiry["pipeline_id"], enquiry["_embedded"]["leads"][0]["id"]) == (
        "forms",
        MAIN,
        503,
    )
    assert {"form_id", "form_page", "referer"} <= set(enquiry["metadata"])
    assert api.get(f"leads/unsorted/{enquiry['uid']}").json() == enquiry
    assert api.items("leads/unsorted?filter[category][]=forms&filter[uid]=" + enquiry["uid"]) == [enquiry]
    assert api.get("leads/unsorted?filter[category][]=sip").status_code == 204
    assert api.get("leads/503").json()["status_id"] == INCOMING
    waiting = api.get("leads/unsorted/summary").json()
    assert (waiting["total"], waiting["accepted"], waiting["declined"], waiting["categories"]["forms"]) == (
        1,
        0,
        0,
        {"total": 1},
    )
    api.server.move_to(T0 + 3 * DAY)
    assert api.get("leads/unsorted").status_code == 204
    assert api.get("leads/503").json()["status_id"] == NEW
    taken = api.get("leads/unsorted/summary").json()
    assert (taken["accepted"], taken["average_sort_time"]) == (1, 600)


def test_fields_tags_sources_reasons_and_roles_are_listed(api: Api) -> None:
    fields = api.get("leads/custom_fields").json()
    assert (fields["_total_items"], fields["_page_count"]) == (2, 1)
    select = fields["_embedded"]["custom_fields"][0]
    assert [enum["value"] for enum in select["enums"]] == ["Стройка", "Медицина"]
    assert api.get("leads/custom_fields/62").json()["type"] == "tracking_data"
    assert [field["code"] for field in api.items("contacts/custom_fields")] == ["PHONE", "EMAIL"]
    assert [tag["name"] for tag in api.items("leads/tags")] == ["VIP", "опт"]
    assert [tag["id"] for tag in api.items("leads/tags?filter[id][]=52")] == [52]
    assert api.get("contacts/tags").status_code == 204
    assert [reason["name"] for reason in api.items("leads/loss_reasons")] == ["Дорого", "Не отвечает"]
    assert api.get("leads/loss_reasons/41").json()["name"] == "Дорого"
    assert [role["name"] for role in api.items("roles?with=users")] == ["Менеджер"]


def test_only_the_sources_of_the_integration_are_listed_though_leads_name_others(api: Api) -> None:
    assert [source["id"] for source in api.items("sources")] == [31, 32]
    assert api.get("leads/503?with=source").json()["_embedded"]["source"]["name"] == "Выставка"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nowhere", 404),
        ("GET", "zebras/notes", 404),
        ("POST", "events", 405),
        ("DELETE", "leads/501", 405),
    ],
)
def test_unknown_routes_and_methods_are_problems(api: Api, method: str, path: str, status: int) -> None:
    answer = api.send(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"https://httpstatus.es/{status}"


def test_the_servers_date_is_that_of_the_accounts_clock(start: Start) -> None:
    api = start(until=1_760_000_000, steady=lambda: 5.0)
    assert api.get("account").headers["date"] == "Thu, 09 Oct 2025 08:53:20 GMT"


def test_an_empty_company_answers_204_and_not_an_error(start: Start) -> None:
    empty = tiny.many(0)
    api = start(empty)
    for path in (
        "leads",
        "events",
        "tasks",
        "contacts",
        "companies",
        "leads/notes",
        "contacts/notes",
        "leads/unsorted",
        "leads/1",
        "contacts/1",
    ):
        assert api.get(path).status_code == 204, path
    assert api.get("leads/unsorted/summary").json()["total"] == 0
