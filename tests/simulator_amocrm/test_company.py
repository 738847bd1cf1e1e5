"""The demo company over HTTP: what a careful reader gathers is what the company really did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from simulator_amocrm.conftest import Api, _start
from voronka.simulator.company import make_company
from voronka.simulator.shape import Company


@pytest.fixture(scope="module")
def company() -> Company:
    return make_company(deals=600, seed=3)


@pytest.fixture(scope="module")
def api(company: Company) -> Iterator[Api]:
    with ExitStack() as stack:
        yield _start(stack, company)


def test_every_lead_is_as_the_company_has_it(api: Api, company: Company) -> None:
    deals = company.deals
    leads = {lead["id"]: lead for lead in api.all("leads?limit=250&with=source_id")}
    stubs = {stub["id"] for stub in api.all("leads?limit=250&with=only_deleted")}
    assert stubs == set(deals["id"][deals["is_deleted"]].tolist())
    assert leads.keys() | stubs == set(deals["id"].tolist())
    names = {
        "pipeline_id": "pipeline_id",
        "status_id": "status_id",
        "responsible_user_id": "owner_id",
        "price": "price",
        "created_at": "created_at",
    }
    names |= {
        "updated_at": "updated_at",
        "closed_at": "closed_at",
        "loss_reason_id": "loss_reason_id",
        "source_id": "source_id",
        "created_by": "created_by",
    }
    for row, number in enumerate(deals["id"].tolist()):
        if number in leads:
            shown = {name: leads[number][name] or 0 for name in names}
            assert shown == {name: int(deals[column][row]) for name, column in names.items()}, number


def test_the_events_are_the_history(api: Api, company: Company) -> None:
    def rows(table: dict[str, Any], *columns: str) -> list[tuple[int, ...]]:
        return sorted(zip(*(table[name].tolist() for name in columns), strict=True))

    def seen(kind: str) -> list[dict[str, Any]]:
        return api.all(f"events?filter[type]={kind}&limit=100")

    moves = []
    for event in seen("lead_status_changed"):
        (before,), (after,) = (
            [item["lead_status"] for item in event[side]] for side in ("value_before", "value_after")
        )
        moves.append(
            (
                event["entity_id"],
                event["created_at"],
                event["created_by"],
                before["pipeline_id"],
                before["id"],
                after["pipeline_id"],
                after["id"],
            )
        )
    columns = (
        "deal_id",
        "at",
        "author_id",
        "before_pipeline_id",
        "before_status_id",
        "after_pipeline_id",
        "after_status_id",
    )
    assert sorted(moves) == rows(company.stage_changes, *columns)
    amounts = [
        (event["entity_id"], event["created_at"], event["value_after"][0]["sale_field_value"]["sale"])
        for event in seen("sale_field_changed")
    ]
    assert sorted(amounts) == rows(company.amount_changes, "deal_id", "at", "after")
    owners = [
        (event["entity_id"], event["created_at"], event["value_after"][0]["responsible_user"]["id"])
        for event in seen("entity_responsible_changed")
    ]
    assert sorted(owners) == rows(company.owner_changes, "deal_id", "at", "after")
    assert len(seen("lead_added")) == len(company.deals["id"])
    assert len(seen("incoming_call,outgoing_call")) == len(company.calls["id"])


def test_calls_and_tasks_are_all_there(api: Api, company: Company) -> None:
    notes = [
        note["id"]
        for entity in ("leads", "contacts")
        for note in api.all(f"{entity}/notes?limit=250")
        if note["note_type"].startswith("call")
    ]
    assert sorted(notes) == sorted(company.calls["id"].tolist())
    assert [task["id"] for task in api.all("tasks?limit=250")] == sorted(company.tasks["id"].tolist())


def test_no_event_id_occurs_twice(api: Api) -> None:
    feed = api.server.world.feed
    assert len({feed.id(position) for position in range(len(feed.at))}) == len(feed.at)


def test_at_any_moment_the_state_is_what_the_history_up_to_it_makes(company: Company) -> None:
    changes = company.stage_changes
    with ExitStack() as stack:
        api = _start(stack, company)
        for share in (0.2, 0.6, 0.95):
            until = int(company.started_at + share * (company.until - company.started_at))
            api.server.move_to(until)
            stages: dict[int, list[int]] = defaultdict(list)
            first: dict[int, int] = {}
            for deal, at, before, after in zip(
                *(
                    changes[name].tolist()
                    for name in ("deal_id", "at", "before_status_id", "after_status_id")
                ),
                strict=True,
            ):
                first.setdefault(deal, before)
                if at < until:
                    stages[deal].append(after)
            final = dict(zip(company.deals["id"].tolist(), company.deals["status_id"].tolist(), strict=True))
            updated = dict(
                zip(company.deals["id"].tolist(), company.deals["updated_at"].tolist(), strict=True)
            )
            leads = api.all("leads?limit=250")
            present = company.deals["id"][company.deals["added_at"] < until].tolist()
            assert {lead["id"] for lead in leads} <= set(present)
            assert len(leads) >= 0.9 * len(present) > 0
            for lead in leads:
                expected = stages[lead["id"]][-1:] or [first.get(lead["id"], final[lead["id"]])]
                if updated[lead["id"]] < until:  # a change without an event may have come last
                    expected = [final[lead["id"]]]
                assert [lead["status_id"]] == expected
                assert max(lead["updated_at"], lead["closed_at"] or 0) < until


def test_a_company_moved_on_step_by_step_ends_as_one_served_at_once(company: Company, api: Api) -> None:
    with ExitStack() as stack:
        stepped = _start(stack, company, until=company.started_at)
        for moment in np.linspace(company.started_at, company.until, 5).astype(int).tolist():
            stepped.server.move_to(moment)
        ours, theirs = (server.all("leads?limit=250") for server in (stepped, api))
        for lead in (*ours, *theirs):
            lead.pop("_links"), lead.pop("_embedded")
        assert ours == theirs
