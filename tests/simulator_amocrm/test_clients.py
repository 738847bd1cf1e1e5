"""Clients written by others against the live service work here, over HTTP.

`amocrm-api-wrapper` unmodified; `amocrm_api` with the one method that builds its addresses. Both were made from experience with the real API, so what
they read without complaint is evidence that the shapes are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from amocrm.v2 import Company, Contact, Event, Lead, Pipeline, Task, User, exceptions, interaction, tokens
from amocrm.v2.account import Account, AccountInteraction
from amocrm.v2.filters import DateRangeFilter, FiltersByPipelineAndStatus, MultiFilter, SingleFilter
from amocrm.v2.manager import Manager
from amocrm_api import AmoOAuthClient
from amocrm_api.errors import AmoException

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start
from simulator_amocrm.tiny import ANNA, DAY, MAIN, T0, WON
from voronka.simulator.amocrm import Faults


def wrapper(api: Api, access: str = "", refresh: str = "") -> AmoOAuthClient:
    server = api.server
    access = access or server.long_lived_token
    return AmoOAuthClient(
        access, refresh, server.base_url, server.client_id, server.client_secret, server.redirect_uri
    )


@pytest.fixture
def typed(start: Start, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A server that `amocrm_api` speaks to."""
    api = start(tiny.company())
    storage = tokens.MemoryTokensStorage()
    storage.save_tokens(api.server.long_lived_token, "unused")
    manager = tokens.default_token_manager
    monkeypatch.setattr(manager, "_storage", storage)
    manager(client_id="x", client_secret="x", subdomain="example", redirect_url="x", storage=storage)
    address = api.server.base_url
    monkeypatch.setattr(interaction.BaseInteraction, "_get_url", lambda _, path: f"{address}/api/v4/{path}")
    return api


def test_the_wrapper_reads_all_pages_of_leads(start: Start) -> None:
    client = wrapper(start(tiny.many(600)))
    found: list[int] = []
    for page in range(1, 9):
        body = client.get_leads(limit=250, page=page, order={"id": "asc"}, with_params=["contacts"])
        if not body:
            break
        found += [lead["id"] for lead in body["_embedded"]["leads"]]
        assert ("next" in body["_links"]) == (page < 3)
    assert found == list(range(1000, 1600))
    assert client.get_leads(filters={"updated_at__from": T0 + 10**9}) == {}


def test_the_wrapper_reads_events_pipelines_people_notes_and_the_rest(api: Api) -> None:
    client = wrapper(api)
    events = client.get_events(
        limit=100, filter_by_type="lead_status_changed", filter_by_created_from=str(T0)
    )
    assert len(events["_embedded"]["events"]) == 8
    assert client.get_event(events["_embedded"]["events"][0]["id"])["type"] == "lead_status_changed"
    assert client.get_pipelines()["_total_items"] == 2
    assert client.get_pipeline_status(MAIN, WON)["name"] == "Успешно реализовано"
    assert len(client.get_users(with_group=True)["_embedded"]["users"]) == 4
    assert (
        client.get_account_info(with_datetime_settings=True)["_embedded"]["datetime_settings"]["timezone"]
        == "Europe/Moscow"
    )
    assert (
        len(client.get_notes_by_entity_type("leads", filter_by_note_type="call_out")["_embedded"]["notes"])
        == 1
    )
    assert [task["id"] for task in client.get_tasks()["_embedded"]["tasks"]] == [95, 96]
    assert client.get_contact(5001)["id"] == 5001
    assert client.get_leads_custom_fields()["_total_items"] == 2
    assert client.get_unsorted_leads() == {}
    assert client.get_summary_unsorted()["accepted"] == 1
    assert client.get_events_type(language_code="ru")["_total_items"] > 30
    assert client.get_webhooks() == {}
    assert client.get_lead(999) == {}


def test_the_wrapper_refreshes_by_itself_when_its_token_dies(start: Start) -> None:
    api = start(faults=Faults(expire_after=2))
    server = api.server
    grant = {
        "client_id": server.client_id,
        "client_secret": server.client_secret,
        "redirect_uri": server.redirect_uri,
        "grant_type": "authorization_code",
    }
    pair = api.client.post(
        f"{server.base_url}/oauth2/access_token", json={**grant, "code": server.code()}
    ).json()
    client = wrapper(api, pair["access_token"], pair["refresh_token"])
    for _ in range(5):
        assert client.get_leads()["_page"] == 1
    assert client.refresh_token != pair["refresh_token"]
    spent = wrapper(api, "x.y.z", pair["refresh_token"])
    with pytest.raises(AmoException, match="revoked"):
        spent.update_tokens()


def test_the_typed_client_reads_leads_with_all_their_fields(typed: Api) -> None:
    leads = {lead.id: lead for lead in Lead.objects.all()}
    assert set(leads) == {501, 502, 503, 505}
    won = leads[501]
    assert (won.price, won.status.name, won.pipeline.name, won.responsible_user.name) == (
        90000,
        "Успешно реализовано",
        "Продажи",
        "Анна",
    )
    assert (won.created_at.year, won.closed_at > won.created_at, won.is_deleted) == (2025, True, False)
    assert [tag.name for tag in won.tags] == ["VIP", "опт"]
    assert [contact.name for contact in won.contacts] == [Contact.objects.get(5001).name]
    assert leads[502].loss_reason[0]["name"] == "Дорого"
    assert [note.duration for note in won.notes.objects.all() if note.note_type == "call_out"] == [40]
    assert [task.task_type_id for task in won.tasks] == [2]


def test_the_typed_client_follows_next_over_pages(
    start: Start, typed: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = start(tiny.many(600)).server
    monkeypatch.setattr(
        interaction.BaseInteraction, "_get_url", lambda _, path: f"{many.base_url}/api/v4/{path}"
    )
    assert sorted(lead.id for lead in Lead.objects.all()) == list(range(1000, 1600))
    assert len(list(Event.objects.all())) == 1200


def test_the_typed_client_filters(typed: Api) -> None:
    def ids(*filters: Any) -> list[int]:
        return sorted(lead.id for lead in Lead.objects.filter(filters=filters))

    assert ids(SingleFilter("responsible_user_id")(ANNA)) == [501, 503]
    assert ids(MultiFilter("id")(502)) == [502]
    assert ids(FiltersByPipelineAndStatus("statuses")(MAIN, WON)) == [501]
    moment = datetime.fromtimestamp(T0 + 10 * DAY, UTC)
    assert ids(DateRangeFilter("closed_at")(moment, moment)) == [501]
    assert ids(SingleFilter("id")(999)) == []


def test_the_typed_client_reads_events_pipelines_people_and_the_account(typed: Api) -> None:
    events = list(Event.objects.all())
    values = {event.type: (event.value_before, event.value_after) for event in events}
    assert values["lead_status_changed"][1].keys() == {"id", "pipeline_id"}
    assert values["nps_rate_added"] == (None, 9)
    assert values["entity_responsible_changed"] == (tiny.VANISHED, tiny.BORIS)
    stages = [stage.name for pipeline in Pipeline.objects.all() for stage in pipeline.statuses]
    assert stages.count("Неразобранное") == 2
    assert {user.name for user in User.objects.all()} == {"Админ", "Анна", "Борис", "Ушедший"}
    assert [company.id for company in Company.objects.all()] == [6001]
    assert [task.is_completed for task in Task.objects.all()] == [True, False]
    # The client's own `get_account_info` calls a method it does not have; this is what it means to do.
    account = Manager(AccountInteraction(), model=Account).get(object_id=0)
    assert (account.name, account.datetime_settings["timezone"]) == ("Пример", "Europe/Moscow")


def test_the_typed_client_takes_204_for_not_found(typed: Api) -> None:
    with pytest.raises(exceptions.NotFound):
        Lead.objects.get(999)
