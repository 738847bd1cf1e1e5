"""Each known quirk of amoCRM's history (reference, section 1.9), by name: read over the client, mapped, looked at."""

from __future__ import annotations

from datetime import datetime

import pytest

from sources_amocrm.fake import LATE, Fake, event, json_response, lead, moved, pipeline
from sources_amocrm.landing import Landing


@pytest.fixture
def fake() -> Fake:
    made = Fake()
    made.lists["leads/pipelines"] = [pipeline(7, (1, "Новый"), (2, "КП")), pipeline(8, (5, "Повтор"))]
    return made


def synced(fake: Fake, landing: Landing | None = None) -> Landing:
    """What the account becomes."""
    landing = landing or Landing()
    source = fake.source()
    landing.sync(source)
    landing.map(source.mapping_sql())
    return landing


MOVES = "select before_pipeline_id, before_stage_id, after_pipeline_id, after_stage_id from recorded_changes where kind = 'stage' order by happened_at"


def test_won_and_lost_have_one_id_in_every_pipeline(fake: Fake) -> None:
    stages = synced(fake).rows(
        "select pipeline_id, stage_id, kind from recorded_stages where stage_id in (142, 143) order by all"
    )
    assert stages == [(7, 142, "won"), (7, 143, "lost"), (8, 142, "won"), (8, 143, "lost")]


def test_a_stage_that_pipelines_no_longer_list_stays_in_history(fake: Fake) -> None:
    fake.lists["events"] = [
        moved("a", 501, LATE - 900, (7, 1), (7, 666)),
        moved("b", 501, LATE - 800, (7, 666), (7, 2)),
    ]
    assert synced(fake).rows(MOVES) == [(7, 1, 7, 666), (7, 666, 7, 2)]


def test_deals_of_a_deleted_stage_move_without_an_event(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, status_id=2)]
    landing = synced(fake)
    fake.lists["leads"] = [lead(501, status_id=1, updated_at=LATE - 100)]
    synced(fake, landing)
    assert landing.rows("select stage_id from recorded_deals order by seq") == [(2,), (1,)]
    assert landing.rows(MOVES) == []


def test_a_move_between_pipelines_is_one_event(fake: Fake) -> None:
    fake.lists["events"] = [moved("a", 501, LATE - 900, (7, 142), (8, 5))]
    assert synced(fake).rows(MOVES) == [(7, 142, 8, 5)]


def test_a_reopened_deal_leaves_lost(fake: Fake) -> None:
    fake.lists["events"] = [
        moved("a", 501, LATE - 900, (7, 1), (7, 143)),
        moved("b", 501, LATE - 800, (7, 143), (7, 2)),
    ]
    assert synced(fake).rows(MOVES) == [(7, 1, 7, 143), (7, 143, 7, 2)]


def test_skipped_stages_have_no_event_and_get_none(fake: Fake) -> None:
    fake.lists["events"] = [moved("a", 501, LATE - 900, (7, 1), (7, 142))]
    assert synced(fake).rows(MOVES) == [(7, 1, 7, 142)]


def test_an_unsorted_deal_stands_on_an_incoming_stage(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, status_id=70)]
    found = synced(fake).rows(
        "select stages.kind from recorded_deals deals join recorded_stages stages using (account_id, pipeline_id, stage_id) where deal_id = 501"
    )
    assert found == [("incoming",)]


def test_a_declined_unsorted_deal_ends_as_a_stub(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, status_id=70)]
    landing = synced(fake)
    fake.lists["leads"] = []
    fake.deleted = [{"id": 501, "updated_at": LATE - 50, "updated_by": 11, "is_deleted": True}]
    synced(fake, landing)
    assert landing.rows("select stage_id, is_deleted, tags, fields from recorded_deals order by seq") == [
        (70, False, [], {}),
        (None, True, None, None),
    ]


def test_a_merge_names_only_the_deal_that_is_left(fake: Fake) -> None:
    fake.lists["events"] = [event("a", "entity_merged", 501, LATE - 900)]
    assert synced(fake).rows("select deal_id, kind, before_value, after_value from recorded_changes") == [
        (501, "merged", None, None)
    ]


def test_a_back_dated_deal_keeps_its_false_date_and_its_true_one(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, created_at=1_262_304_000)]
    fake.lists["events"] = [event("a", "lead_added", 501, LATE - 900, after=[{"note": {"id": 1}}])]
    landing = synced(fake)
    assert landing.rows("select created_at from recorded_deals") == [(datetime(2010, 1, 1),)]
    assert landing.rows("select happened_at, kind from recorded_changes") == [
        (datetime(2026, 1, 9, 23, 45), "added")
    ]


def test_a_closing_date_before_the_first_event_is_kept(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, status_id=142, closed_at=LATE - 5000)]
    fake.lists["events"] = [moved("a", 501, LATE - 900, (7, 1), (7, 142))]
    landing = synced(fake)
    assert landing.rows(
        "select deals.closed_at < changes.happened_at from recorded_deals deals join recorded_changes changes using (deal_id)"
    ) == [(True,)]


def test_a_loss_reason_has_no_event_but_every_version_of_the_deal_is_kept(fake: Fake) -> None:
    fake.lists["leads/loss_reasons"] = [{"id": 31, "name": "Дорого"}, {"id": 32, "name": "Пропал"}]
    fake.lists["leads"] = [lead(501, status_id=143, loss_reason_id=31)]
    landing = synced(fake)
    as_object = {"tags": [], "companies": [], "loss_reason": {"id": 32, "name": "Пропал"}}
    fake.lists["leads"] = [
        lead(501, status_id=143, loss_reason_id=32, updated_at=LATE - 100, _embedded=as_object)
    ]
    synced(fake, landing)
    assert landing.rows("select loss_reason from recorded_deals order by seq") == [("Дорого",), ("Пропал",)]


def test_updated_at_moves_without_a_change_of_stage(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501)]
    landing = synced(fake)
    fake.lists["leads"] = [lead(501, updated_at=LATE - 10)]
    synced(fake, landing)
    assert landing.rows("select count(*), count(distinct stage_id) from recorded_deals") == [(2, 1)]


def test_moments_are_unix_seconds_in_utc_and_dates_are_the_accounts(fake: Fake) -> None:
    day = {
        "field_id": 3,
        "field_name": "Договор от",
        "field_code": None,
        "field_type": "date",
        "values": [{"value": 1_767_214_800}],
    }
    fake.lists["leads"] = [lead(501, created_at=1_767_214_800, custom_fields_values=[day])]
    assert synced(fake).rows("select created_at, fields['Договор от'] from recorded_deals") == [
        (datetime(2025, 12, 31, 21), "2026-01-01")
    ]


def test_events_of_any_age_are_asked_for(fake: Fake) -> None:
    fake.account["created_at"] = 0
    fake.lists["events"] = [moved("a", 501, 1, (7, 1), (7, 2)), moved("b", 501, LATE - 5, (7, 2), (7, 142))]
    assert len(synced(fake).rows(MOVES)) == 2


def test_a_robots_act_has_author_zero_and_no_person(fake: Fake) -> None:
    fake.lists["events"] = [
        moved("a", 501, LATE - 900, (7, 1), (7, 2), created_by=0),
        event("b", "outgoing_chat_message", 501, LATE - 800, after=[{"message": {"id": "x"}}], created_by=0),
    ]
    landing = synced(fake)
    assert landing.rows("select author_id from recorded_changes") == [(0,)]
    assert landing.rows("select kind, direction, person_id from recorded_activities") == [
        ("message", "out", None)
    ]


def test_what_the_tokens_user_cannot_see_is_said(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VORONKA_LANG", "en")
    fake.bend = lambda request, _query: (
        json_response({"title": "Forbidden", "status": 403}, 403) if "/users" in request.url.path else None
    )
    source = fake.source()
    assert source.info().parameters["rights"] == "partial"
    assert any("administrator" in warning for warning in source.info().warnings)
    landing = Landing()
    landing.sync(source)
    assert {key for entity, key, _ in landing.bodies if entity in {"rights", "refused"}} == {"11", "users"}


def test_a_salesperson_is_told_that_he_sees_his_own_deals_only(fake: Fake) -> None:
    fake.me["rights"] = {"is_admin": False, "leads": {"view": "M"}}
    assert fake.source().info().parameters["rights"] == "partial"


def test_rows_that_come_late_are_found_by_the_overlap(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, updated_at=LATE - 500)]
    landing = synced(fake)
    fake.lists["leads"] = [lead(500, updated_at=LATE - 900), *fake.lists["leads"]]
    synced(fake, landing)
    assert landing.rows("select deal_id from recorded_deals order by seq") == [(501,), (500,)]


def test_chats_are_asked_for_by_contact_and_come_back_with_the_deal(fake: Fake) -> None:
    talk = {"entity": {"id": 501, "linked_talk_contact_id": 77}}
    fake.lists["events"] = [
        event(
            "a", "incoming_chat_message", 501, LATE - 800, after=[{"message": {"id": "x"}}], _embedded=talk
        ),
        event(
            "b",
            "incoming_chat_message",
            78,
            LATE - 700,
            after=[{"message": {"id": "y"}}],
            entity_type="contact",
        ),
    ]
    landing = synced(fake)
    asked = [
        query
        for path, query in fake.asked
        if path == "events" and query["filter[type][]"] == "outgoing_chat_message"
    ]
    assert asked
    assert all(query["filter[entity]"] == "contact" for query in asked)
    assert landing.rows("select deal_id, contact_id from recorded_activities order by happened_at") == [
        (501, 77),
        (None, 78),
    ]


def test_empty_php_objects_may_be_arrays(fake: Fake) -> None:
    fake.lists["leads"] = [lead(501, custom_fields_values=[])]
    fake.lists["leads/notes"] = [
        {
            "id": 3,
            "entity_id": 501,
            "note_type": "call_in",
            "params": [],
            "created_at": LATE,
            "updated_at": LATE,
        }
    ]
    fake.lists["tasks"] = [
        {
            "id": 4,
            "entity_id": 501,
            "entity_type": "leads",
            "task_type_id": 2,
            "is_completed": True,
            "result": [],
            "updated_at": LATE,
        }
    ]
    landing = synced(fake)
    assert landing.rows("select fields from recorded_deals") == [({},)]
    assert landing.rows("select kind, seconds from recorded_activities order by kind") == [
        ("call", None),
        ("meeting", None),
    ]


def test_mail_events_are_asked_for_one_kind_at_a_time(fake: Fake) -> None:
    synced(fake)
    mail = [
        query["filter[type][]"]
        for path, query in fake.asked
        if path == "events" and "mail" in query["filter[type][]"]
    ]
    assert sorted(mail) == ["incoming_mail", "outgoing_mail"]
