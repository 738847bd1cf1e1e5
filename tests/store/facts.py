"""Plain companies (tests/naive.py) as recorded facts, in any order and in any slices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from naive import Company, Deal, Event
from voronka.store.work import WorkStore

#: (table, row) as they go into `recorded_*`; seq is given when they are inserted.
Fact = tuple[str, dict[str, Any]]


def plain(company: Company) -> Company:
    """The company without what a log cannot tell: unknown amounts, and in which order changes of one instant came."""

    def told(deal: Deal) -> Deal:
        events = tuple(
            Event(
                event.at + timedelta(microseconds=number),
                event.kind,
                (event.value or 0) if event.kind == "amount" else event.value,
            )
            for number, event in enumerate(sorted(deal.events, key=lambda event: event.at), 1)
        )
        return replace(deal, amount=deal.amount or 0, events=events, values=())

    return replace(company, deals=tuple(told(deal) for deal in company.deals))


def dictionary_facts(company: Company) -> list[list[Fact]]:
    """Groups of facts that share a seq: accounts, pipelines with all their stages, people."""
    groups: list[list[Fact]] = []
    for account in sorted({pipeline.account_id for pipeline in company.pipelines}):
        row = {"account_id": account, "name": f"account {account}", "base_url": "https://example.amocrm.ru"}
        groups.append(
            [
                (
                    "accounts",
                    row
                    | {"timezone": company.timezone, "currency": company.currency, "source_kind": "amocrm"},
                )
            ]
        )
        groups += [
            [
                (
                    "people",
                    {
                        "account_id": account,
                        "person_id": person,
                        "name": name,
                        "team_id": team,
                        "is_active": True,
                    },
                )
            ]
            for person, (name, team) in company.people.items()
        ]
    for number, pipeline in enumerate(company.pipelines):
        keys = {"account_id": pipeline.account_id, "pipeline_id": pipeline.pipeline_id}
        groups.append(
            [
                (
                    "pipelines",
                    keys
                    | {"name": pipeline.name, "sort": number, "is_main": number == 0, "is_archived": False},
                )
            ]
        )
        groups.append(
            [
                (
                    "stages",
                    keys
                    | {
                        "stage_id": stage.stage_id,
                        "name": stage.name,
                        "sort": place,
                        "kind": stage.kind,
                        "color": "#99ccff",
                    },
                )
                for place, stage in enumerate(pipeline.stages)
            ]
        )
    return groups


def deal_facts(company: Company, deal: Deal) -> list[list[Fact]]:
    """The deal's record as it stands at the end, and its changes."""
    key = {"account_id": deal.account_id, "deal_id": deal.deal_id}
    place, amount, owner, is_deleted = deal.place, deal.amount, deal.owner, False
    groups: list[list[Fact]] = [
        [
            (
                "changes",
                key
                | {
                    "change_id": f"{deal.deal_id} added",
                    "happened_at": deal.created_at,
                    "kind": "added",
                    "author_id": 1,
                },
            )
        ]
    ]
    for number, event in enumerate(deal.events):
        change: dict[str, Any] = {
            "change_id": f"{deal.deal_id} {number}",
            "happened_at": event.at,
            "kind": event.kind,
            "author_id": 1,
        }
        if event.kind == "stage":
            change |= {"before_pipeline_id": place[0], "before_stage_id": place[1]}
            place = event.value
            change |= {"after_pipeline_id": place[0], "after_stage_id": place[1]}
        elif event.kind == "amount":
            change |= {"before_value": amount, "after_value": event.value}
            amount = event.value
        elif event.kind == "owner":
            change |= {"before_value": owner, "after_value": event.value}
            owner = event.value
        else:
            is_deleted = event.kind == "deleted"
        groups.append([("changes", key | change)])
    record = {
        "external_id": f"x{deal.deal_id}",
        "name": deal.name,
        "created_at": deal.created_at,
        "updated_at": deal.events[-1].at if deal.events else deal.created_at,
        "pipeline_id": place[0],
        "stage_id": place[1],
        "owner_id": owner,
        "amount_minor": amount,
        "currency": company.currency,
        "tags": [],
        "fields": {},
        "is_deleted": is_deleted,
    }
    return [*groups, [("deals", key | record)]]


def facts(company: Company) -> list[list[Fact]]:
    return dictionary_facts(company) + [
        group for deal in company.deals for group in deal_facts(company, deal)
    ]


def record(work: WorkStore, groups: Iterable[list[Fact]], seq: int) -> int:
    """Insert groups under rising seqs; the last one used."""
    with work.transaction() as connection:
        for group in groups:
            seq += 1
            for table, row in group:
                row = row | {"seq": seq}
                columns, marks = ", ".join(row), ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into work.recorded_{table} ({columns}) values ({marks})", list(row.values())
                )
    return seq
