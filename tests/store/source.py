"""A small source for tests: deals and events as JSON records, landed page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from voronka.model.source import LANDING_SCHEMA, Page, Progress, SourceInfo

MAPPING = """
insert into recorded_accounts by name
select account_id, seq, 'Shop' as name, 'UTC' as timezone, 'RUB' as currency, 'amocrm' as source_kind from new_landing where entity = 'account';
insert into recorded_stages by name
select account_id, seq, 1 as pipeline_id, unnest([11, 12, 142, 143]) as stage_id, unnest(['new', 'offer', 'won', 'lost']) as name,
    unnest([1, 2, 3, 4]) as sort, unnest(['open', 'open', 'won', 'lost']) as kind
from new_landing where entity = 'account';
insert into recorded_deals by name
select account_id, seq, (body->>'id')::bigint as deal_id, timestamp '2026-01-01' as created_at, (body->>'updated')::timestamp as updated_at,
    1 as pipeline_id, (body->>'stage')::bigint as stage_id, 1 as owner_id, 0 as amount_minor, [] as tags, false as is_deleted
from new_landing where entity = 'lead';
insert into recorded_changes by name
select account_id, seq, id as change_id, (body->>'deal')::bigint as deal_id, (body->>'at')::timestamp as happened_at, 'stage' as kind,
    1 as before_pipeline_id, (body->>'before')::bigint as before_stage_id, 1 as after_pipeline_id, (body->>'after')::bigint as after_stage_id
from new_landing where entity = 'event';
"""


def page(
    stream: str, records: list[tuple[str, str, dict[str, Any]]], state: Mapping[str, Any] | None = None
) -> Page:
    """A page of (entity, id, body)."""
    columns = [
        [entity for entity, _, _ in records],
        [key for _, key, _ in records],
        [json.dumps(body) for *_, body in records],
    ]
    return Page(
        stream, pa.table([pa.array(column, pa.string()) for column in columns], schema=LANDING_SCHEMA), state
    )


def lead(number: int, stage: int = 12) -> tuple[str, str, dict[str, Any]]:
    return "lead", str(number), {"id": number, "stage": stage, "updated": "2026-01-05"}


def event(
    number: int, before: int = 11, after: int = 12, at: str = "2026-01-05"
) -> tuple[str, str, dict[str, Any]]:
    return "event", f"e{number}-{after}", {"deal": number, "before": before, "after": after, "at": at}


class Pages:
    """A source of `count` deals with a move each, in pages of `size`; `state` tells where it was cut off. `extra` comes last."""

    def __init__(
        self, count: int = 300, size: int = 50, extra: list[Page] | None = None, kind: str = "amocrm"
    ) -> None:
        self.count, self.size, self.extra, self.kind = count, size, extra or [], kind

    def info(self) -> SourceInfo:
        return SourceInfo(self.kind, 7, "Shop")

    def mapping_sql(self) -> str:
        return MAPPING

    def pages(self, state: Mapping[str, Mapping[str, Any]]) -> Iterator[Page | Progress]:
        if "account" not in state:
            yield page("account", [("account", "7", {})], {"done": True})
        done = int(state.get("deals", {}).get("done", 0))
        for begin in range(done, self.count, self.size):
            numbers = range(begin + 1, min(begin + self.size, self.count) + 1)
            records = [record for number in numbers for record in (lead(number), event(number))]
            yield page("deals", records, {"done": begin + len(numbers)})
            yield Progress("deals", begin + len(numbers), self.count)
        yield from self.extra
