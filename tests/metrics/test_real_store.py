"""The whole way: random companies as recorded facts, derived and published by the real store, against the plain loops."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import laws
from companies import PIPELINES, UNTIL, companies, moments
from naive import Company, Deal, tables, visits
from voronka.engines.duckdb import DuckDBEngine
from voronka.store.derive import derive
from voronka.store.publish import publish
from voronka.store.work import WorkStore

few = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
#: Tables where both write the same rows; amounts and owners may tell a change at the moment of creation in one row or two.
DERIVED = ("stays", "journeys", "moves", "deals")
COPIED = {"color", "known", "is_bulk", "author_id", "history", "external_id", "closed_at"}


class Recorder:
    """Writes a company into `recorded_*` as a source would."""

    def __init__(self, work: WorkStore) -> None:
        self.work = work
        self.seq = 0

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        self.seq += 1
        for row in rows:
            columns = ", ".join(("seq", *row))
            marks = ", ".join("?" for _ in range(len(row) + 1))
            self.work.connection.execute(
                f"insert into work.recorded_{table} ({columns}) values ({marks})", [self.seq, *row.values()]
            )

    def company(self, company: Company) -> None:
        for account in {pipeline.account_id for pipeline in company.pipelines}:
            self.insert(
                "accounts",
                [
                    {"account_id": account, "name": "a", "base_url": "", "timezone": "UTC", "currency": "RUB"}
                    | {"source_kind": "amocrm"}
                ],
            )
        for number, pipeline in enumerate(company.pipelines):
            key = {"account_id": pipeline.account_id, "pipeline_id": pipeline.pipeline_id}
            self.insert(
                "pipelines",
                [key | {"name": pipeline.name, "sort": number, "is_main": number != 1, "is_archived": False}],
            )
            self.insert(
                "stages",
                [
                    key
                    | {
                        "stage_id": stage.stage_id,
                        "name": stage.name,
                        "sort": sort,
                        "kind": stage.kind,
                        "color": "#fff",
                    }
                    for sort, stage in enumerate(pipeline.stages)
                ],
            )
        for deal in company.deals:
            self.deal(company, deal)

    def deal(self, company: Company, deal: Deal) -> None:
        key = {"account_id": deal.account_id, "deal_id": deal.deal_id}
        path = visits(company, deal)
        amount, owner, place, gone = deal.amount, deal.owner, deal.place, False
        for number, event in enumerate(deal.events):
            row: dict[str, Any] = key | {
                "change_id": f"{deal.deal_id}-{number:03}",
                "happened_at": event.at,
                "kind": event.kind,
            }
            if event.kind == "stage":
                row |= {"before_pipeline_id": place[0], "before_stage_id": place[1]}
                row |= {"after_pipeline_id": event.value[0], "after_stage_id": event.value[1]}
                place = event.value
            elif event.kind == "amount":
                row |= {"before_value": amount, "after_value": event.value}
                amount = event.value
            elif event.kind == "owner":
                row |= {"before_value": owner, "after_value": event.value}
                owner = event.value
            elif (event.kind == "deleted") == gone:
                continue
            else:
                gone = not gone
            self.insert("changes", [row])
        last = max((event.at for event in deal.events), default=deal.created_at)
        now = {
            "name": deal.name,
            "created_at": deal.created_at,
            "updated_at": last,
            "pipeline_id": place[0],
            "stage_id": place[1],
        }
        now |= {"owner_id": owner, "amount_minor": amount, "currency": "RUB", "is_deleted": False, "tags": []}
        self.insert("deals", [key | now])
        if path[-1].kind == "deleted":
            self.insert("deals", [key | {"updated_at": last, "is_deleted": True}])


def published(company: Company, folder: Path) -> Path:
    with WorkStore(folder) as work:
        with work.transaction():
            Recorder(work).company(company)
        derive(work, company.until)
        return folder / f"store-{publish(work, company.until)}.duckdb"


def as_recorded(deal: Deal) -> Deal:
    """Without what a record cannot tell: "no amount" (it would mean "not known"), and which of several moves at one instant was first."""
    moved_at = {deal.created_at}
    events = []
    for event in deal.events:
        if event.kind != "stage" or event.at not in moved_at:
            events.append(replace(event, value=event.value or 0) if event.kind == "amount" else event)
        moved_at |= {event.at} if event.kind == "stage" else set()
    return replace(deal, amount=deal.amount or 0, events=tuple(events), values=())


@few
@given(companies(6), st.sampled_from(PIPELINES), moments)
def test_the_store_and_the_metrics_are_the_plain_ones(company: Company, pipeline, moment: datetime) -> None:
    plain = replace(company, deals=tuple(map(as_recorded, company.deals)))
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDBEngine(published(plain, Path(folder)))
        expected = tables(plain)
        for name in DERIVED:
            columns = sorted(set(expected[name][0]) - COPIED) if expected[name] else ["account_id"]
            found = engine.run(f"select {', '.join(columns)} from {name}")
            rows = sorted(zip(*(found[column].tolist() for column in columns), strict=True), key=repr)
            assert rows == sorted(
                (tuple(row[column] for column in columns) for row in expected[name]), key=repr
            ), name
        if expected["deals"]:
            laws.funnel_is_the_plain_one(engine, plain, pipeline, moment)
            laws.others_are_the_plain_ones(engine, plain, pipeline, moment)
        engine.close()
    assert plain.until == UNTIL
