"""The mapping gives the same facts however the landing was cut into runs, also when a run is repeated."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources_amocrm.fake import LATE, event, lead, moved, pipeline
from sources_amocrm.landing import Landing
from voronka.sources.amocrm.mapping import mapping_sql

SQL = mapping_sql("https://company.amocrm.ru", "Откуда")
RECORDED = (
    "accounts",
    "pipelines",
    "stages",
    "people",
    "teams",
    "deals",
    "changes",
    "activities",
    "links",
    "answers",
    "enquiries",
)


def field(number: int, name: str, *values: Any, **more: Any) -> dict[str, Any]:
    return {
        "field_id": number,
        "field_name": name,
        "field_code": None,
        "field_type": "text",
        "values": [{"value": value} for value in values],
        **more,
    }


ACCOUNT = {
    "id": 9,
    "name": "ООО «Ромашка»",
    "currency": "RUB",
    "_embedded": {
        "datetime_settings": {"timezone": "Europe/Moscow"},
        "users_groups": [{"id": 0, "name": "Отдел продаж"}],
    },
}
LINKED = {
    "contacts": [{"id": 78, "is_main": False}, {"id": 77, "is_main": True}],
    "companies": [{"id": 88}],
    "tags": [{"name": "b"}, {"name": "a"}],
}
TASK = {"entity_id": 501, "entity_type": "leads", "responsible_user_id": 11}
RECORDS: list[tuple[str, object, dict[str, Any]]] = [
    ("account", 9, ACCOUNT),
    ("pipeline", 7, pipeline(7, (1, "Новый"), (2, "КП"))),
    ("user", 11, {"id": 11, "name": "Анна", "rights": {"is_active": False, "group_id": None}}),
    ("field", 3, {"id": 3, "name": "Отрасль"}),
    ("loss_reason", 31, {"id": 31, "name": "Дорого"}),
    ("company", 88, {"id": 88, "name": "ООО «Лютик»"}),
    ("contact", 77, {"id": 77, "name": "Иван"}),
    ("lead", 501, lead(501, _embedded=LINKED)),
    ("contact", 77, {"id": 77, "name": "Иван Петров"}),
    (
        "lead",
        501,
        lead(501, _embedded=LINKED, status_id=143, loss_reason_id=31, price_with_minor_units=90000.55),
    ),
    (
        "lead",
        502,
        lead(
            502, price=None, custom_fields_values=[field(4, "Откуда", "выставка"), field(5, "Город", 1, True)]
        ),
    ),
    (
        "lead",
        503,
        lead(
            503,
            custom_fields_values=[field(6, "utm", "yandex", field_code="UTM_SOURCE"), field(7, "utm", "x")],
        ),
    ),
    ("lead", 504, {"id": 504, "updated_at": LATE, "updated_by": 11, "is_deleted": True}),
    ("event", "a", moved("a", 501, LATE - 90, (7, 1), (7, 143))),
    (
        "event",
        "b",
        event(
            "b",
            "sale_field_changed",
            501,
            LATE - 80,
            [{"sale_field_value": {"sale": 10}}],
            [{"sale_field_value": {"sale": 20.5}}],
        ),
    ),
    (
        "event",
        "c",
        event(
            "c",
            "entity_responsible_changed",
            501,
            LATE - 70,
            [{"responsible_user": {"id": 11}}],
            [{"responsible_user": {"id": 12}}],
        ),
    ),
    (
        "event",
        "d",
        event("d", "entity_tag_added", 501, LATE - 60, [], [{"tag": {"name": "a"}}, {"tag": {"name": "b"}}]),
    ),
    (
        "event",
        "e",
        event(
            "e",
            "custom_field_value_changed",
            501,
            LATE - 50,
            [{"custom_field_value": {"field_id": 3, "text": "IT"}}],
            [{"custom_field_value": {"field_id": 99, "text": "Лес"}}],
        ),
    ),
    ("event", "f", event("f", "entity_responsible_changed", 77, LATE, entity_type="contact")),
    ("event", "g", event("g", "nps_rate_added", 501, LATE - 40, [], [{"nps": {"rate": 9}}])),
    ("event", "h", event("h", "incoming_call", 501, LATE - 30, [], [{"note": {"id": 5}}])),
    (
        "lead_note",
        5,
        {
            "id": 5,
            "entity_id": 501,
            "created_by": 0,
            "responsible_user_id": 12,
            "created_at": LATE - 30,
            "note_type": "call_in",
            "params": {"duration": 65, "call_status": 4, "call_responsible": "11"},
        },
    ),
    ("event", "i", event("i", "incoming_call", 501, LATE - 29, [], [{"note": {"id": 5}}])),
    (
        "contact_note",
        6,
        {
            "id": 6,
            "entity_id": 77,
            "created_by": 12,
            "created_at": LATE - 20,
            "note_type": "amomail_message",
            "params": {"income": False},
        },
    ),
    ("task", 4, {**TASK, "id": 4, "task_type_id": 2, "is_completed": False, "updated_at": LATE - 19}),
    ("event", "j", event("j", "task_completed", 4, LATE - 18, entity_type="task")),
    ("task", 4, {**TASK, "id": 4, "task_type_id": 2, "is_completed": True, "updated_at": LATE - 17}),
    ("task", 8, {**TASK, "id": 8, "task_type_id": 1, "is_completed": True, "updated_at": LATE - 16}),
    (
        "unsorted",
        "u1",
        {
            "uid": "u1",
            "category": "forms",
            "source_name": "",
            "pipeline_id": 7,
            "created_at": LATE - 14,
            "metadata": {"form_name": "Заявка"},
            "_embedded": {"leads": [{"id": 502}], "contacts": []},
        },
    ),
    ("unsorted", "u2", {"uid": "u2", "category": "sip", "source_name": "Телефония"}),
    ("event", "k", event("k", "task_completed", 8, LATE - 15, entity_type="task")),
]


def landed(cuts: list[int]) -> Landing:
    landing = Landing()
    for entity, key, body in RECORDS:
        landing.put(entity, key, json.dumps(body))
    landing.map(SQL, iter(cuts))
    return landing


def everything(landing: Landing) -> dict[str, list[Any]]:
    return {table: sorted(landing.rows(f"select * from recorded_{table}"), key=repr) for table in RECORDED}


@pytest.fixture(scope="module")
def whole() -> Landing:
    return landed([])


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, len(RECORDS)), max_size=5, unique=True).map(sorted))
def test_the_cuts_of_the_landing_do_not_matter(cuts: list[int]) -> None:
    assert everything(landed(cuts)) == everything(landed([]))


def test_mapping_everything_again_gives_the_same(whole: Landing) -> None:
    before = everything(whole)
    for table in RECORDED:
        whole.rows(f"delete from recorded_{table}")
    whole.db.execute("set variable mapped = 0")
    whole.db.execute(SQL)
    assert everything(whole) == before


def test_a_deal_bears_the_names_known_when_it_was_read(whole: Landing) -> None:
    assert whole.rows(
        "select contact, company, loss_reason, tags from recorded_deals where deal_id = 501 order by seq"
    ) == [
        ("Иван", "ООО «Лютик»", None, ["a", "b"]),
        ("Иван Петров", "ООО «Лютик»", "Дорого", ["a", "b"]),
    ]


def test_money_is_in_minor_units_and_exact_ones_come_first(whole: Landing) -> None:
    found = whole.rows(
        "select deal_id, amount_minor, currency from recorded_deals where deal_id < 504 order by seq"
    )
    assert found == [
        (501, 9_000_000, "RUB"),
        (501, 9_000_055, "RUB"),
        (502, None, "RUB"),
        (503, 9_000_000, "RUB"),
    ]


def test_the_source_falls_back_to_the_chosen_field_then_to_utm(whole: Landing) -> None:
    assert whole.rows(
        "select deal_id, source from recorded_deals where deal_id in (502, 503) order by 1"
    ) == [(502, "выставка"), (503, "yandex")]


def test_fields_are_kept_by_name_also_two_of_one_name(whole: Landing) -> None:
    assert whole.rows("select fields from recorded_deals where deal_id in (502, 503) order by deal_id") == [
        ({"Откуда": "выставка", "Город": "1, true"},),
        ({"utm": "yandex", "utm (7)": "x"},),
    ]


def test_changes_have_their_sides(whole: Landing) -> None:
    found = whole.rows(
        "select change_id, kind, before_stage_id, after_stage_id, before_value, after_value, before_text, after_text from recorded_changes order by 1"
    )
    assert found == [
        ("a", "stage", 1, 143, None, None, None, None),
        ("b", "amount", None, None, 1000, 2050, None, None),
        ("c", "owner", None, None, 11, 12, None, None),
        ("d:after1", "attribute", None, None, None, None, None, "tag=a"),
        ("d:after2", "attribute", None, None, None, None, None, "tag=b"),
        ("e:after1", "attribute", None, None, None, None, None, "field 99=Лес"),
        ("e:before1", "attribute", None, None, None, None, "Отрасль=IT", None),
    ]


def test_a_call_is_its_note_and_only_until_then_its_event(whole: Landing) -> None:
    found = whole.rows(
        "select activity_id, direction, person_id, seconds, outcome from recorded_activities where kind = 'call' order by seq"
    )
    assert found == [("note:5", "in", 11, None, None), ("note:5", "in", 11, 65, "answered")]


def test_a_letter_on_the_contact_has_the_contact(whole: Landing) -> None:
    assert whole.rows(
        "select deal_id, contact_id, direction, person_id from recorded_activities where kind = 'mail'"
    ) == [(None, 77, "out", 12)]
    assert whole.rows("select deal_id, contact_id from recorded_links order by 2") == [(501, 77), (501, 78)]


def test_a_meeting_counts_when_it_was_held_whichever_comes_first(whole: Landing) -> None:
    found = whole.rows(
        "select activity_id, kind, epoch(happened_at)::bigint - ? from recorded_activities where activity_id like 'task%' order by seq".replace(
            "?", str(LATE)
        )
    )
    assert found == [("task:4", "meeting", -18), ("task:8", "task", -16), ("task:8", "task", -15)]


def test_an_answer_to_nps_is_recorded(whole: Landing) -> None:
    assert whole.rows("select deal_id, kind, score from recorded_answers") == [(501, "nps", 9)]


def test_an_enquiry_names_its_deal_and_how_it_came(whole: Landing) -> None:
    found = whole.rows(
        "select enquiry_id, deal_id, pipeline_id, category, source, created_at from recorded_enquiries order by 1"
    )
    assert found == [
        ("u1", 502, 7, "form", "Заявка", datetime.fromtimestamp(LATE - 14, UTC).replace(tzinfo=None)),
        # of one that says nothing of when it came, the moment it was read is the best known
        ("u2", None, None, "call", "Телефония", datetime(2026, 1, 1)),
    ]


def test_people_teams_and_the_account(whole: Landing) -> None:
    assert whole.rows("select person_id, name, team_id, is_active from recorded_people") == [
        (11, "Анна", 0, False)
    ]
    assert whole.rows("select team_id, name from recorded_teams") == [(0, "Отдел продаж")]
    assert whole.rows("select name, base_url, timezone, currency, source_kind from recorded_accounts") == [
        ("ООО «Ромашка»", "https://company.amocrm.ru", "Europe/Moscow", "RUB", "amocrm")
    ]


def test_an_empty_landing_maps_to_nothing() -> None:
    landing = Landing()
    landing.db.execute(SQL)
    assert everything(landing) == {table: [] for table in RECORDED}


def test_a_name_with_a_quote_is_only_a_name() -> None:
    landing = Landing()
    landing.db.execute(mapping_sql("http://x", "it's; drop table recorded_deals"))
    assert landing.rows("select getvariable('amocrm_source_field')") == [("it's; drop table recorded_deals",)]
