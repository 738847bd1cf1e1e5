"""A simulated company's history as landed amoCRM records, made by SQL: the bodies that a sync of it would have landed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pyarrow as pa

from voronka.model.source import LANDING_SCHEMA
from voronka.simulator.shape import Company

#: Rows in one Arrow table.
CHUNK = 500_000

_LEADS = """
select 'lead' as entity, id::varchar as id,
    format('{{"created_at":{},"updated_at":{},"closed_at":{},"id":{},"name":"Deal {}","pipeline_id":{},"status_id":{},"price":{},'
           '"responsible_user_id":{},"loss_reason_id":{},"is_deleted":false,"custom_fields_values":null,'
           '"_embedded":{{"tags":[],"companies":[],"contacts":[],"source":[{}]}}}}',
           created_at, updated_at, case when closed_at > 0 then closed_at::varchar else 'null' end, id, id, pipeline_id, status_id, price, owner_id,
           case when loss_reason_id > 0 then loss_reason_id::varchar else 'null' end,
           case when source_id > 0 then format('{{"id":{},"name":"source {}"}}', source_id, source_id) else '' end) as body
from deals
"""
_EVENT = """
select 'event' as entity, format('{prefix}{{:025d}}', row_number() over ()) as id,
    format('{{{{"id":"{prefix}{{:025d}}","type":"{type}","entity_type":"lead","entity_id":{{}},"created_by":{{}},"created_at":{{}},'
           '"value_before":[{before}],"value_after":[{after}]}}}}', row_number() over (), deal_id, author_id, "at", {values}) as body
from {table}
"""


def _event(prefix: str, kind: str, table: str, side: str, values: str) -> str:
    return _EVENT.format(prefix=prefix, type=kind, table=table, before=side, after=side, values=values)


QUERIES = (
    _LEADS,
    _event(
        "s",
        "lead_status_changed",
        "stage_changes",
        '{{"lead_status":{{"id":{},"pipeline_id":{}}}}}',
        "before_status_id, before_pipeline_id, after_status_id, after_pipeline_id",
    ),
    _event(
        "a", "sale_field_changed", "amount_changes", '{{"sale_field_value":{{"sale":{}}}}}', "before, after"
    ),
    _event(
        "o",
        "entity_responsible_changed",
        "owner_changes",
        '{{"responsible_user":{{"id":{}}}}}',
        "before, after",
    ),
)


def landing(company: Company) -> Iterator[pa.Table]:
    """Arrow tables of `LANDING_SCHEMA`: dictionaries first, then deals, then their changes."""
    yield _dictionaries(company)
    connection = duckdb.connect()
    for name in ("deals", "stage_changes", "amount_changes", "owner_changes"):
        connection.register(name, pa.table(getattr(company, name)))
    for query in QUERIES:
        for batch in connection.sql(query).to_arrow_reader(CHUNK):
            yield pa.Table.from_batches([batch]).cast(LANDING_SCHEMA)


def _dictionaries(company: Company) -> pa.Table:
    bodies: list[tuple[str, str, dict[str, object]]] = [
        (
            "account",
            str(company.account_id),
            {
                "id": company.account_id,
                "name": company.account_name,
                "currency": company.currency,
                "_embedded": {
                    "datetime_settings": {"timezone": company.timezone},
                    "users_groups": [{"id": group.id, "name": group.name} for group in company.groups],
                },
            },
        )
    ]
    bodies += [
        (
            "pipeline",
            str(pipeline.id),
            {
                "id": pipeline.id,
                "name": pipeline.name,
                "sort": pipeline.sort,
                "is_main": pipeline.is_main,
                "_embedded": {
                    "statuses": [
                        {"id": stage.id, "name": stage.name, "sort": stage.sort, "type": stage.type}
                        for stage in pipeline.stages
                        if not stage.is_deleted
                    ]
                },
            },
        )
        for pipeline in company.pipelines
    ]
    bodies += [
        (
            "user",
            str(user.id),
            {
                "id": user.id,
                "name": user.name,
                "rights": {"group_id": user.group_id, "is_active": user.is_active},
            },
        )
        for user in company.users
    ]
    columns = zip(
        *((entity, id_, json.dumps(body, ensure_ascii=False)) for entity, id_, body in bodies), strict=True
    )
    return pa.table([list(column) for column in columns], schema=LANDING_SCHEMA)
