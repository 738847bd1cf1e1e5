"""Landing rows from the tables that were read: one JSON body per deal, event, person, pipeline and account."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import duckdb
import pyarrow as pa

from voronka.model.source import LANDING_SCHEMA
from voronka.sources.files.cells import literal
from voronka.sources.files.log_table import of_event
from voronka.sources.files.mapping import Columns, Mapping

#: Rows that are read from the tables at a time, and rows of one page, which is one transaction of the store. Most imports are one
#: page, so that history is derived once.
BATCH_ROWS, PAGE_ROWS = 100_000, 1_000_000


def frame(mapping: Mapping, account_name: str) -> pa.Table:
    """The account and the pipeline."""
    pipeline = mapping.pipeline
    stages = [{"name": stage, "kind": kind} for stage, kind in pipeline.kinds()]
    account = {"name": account_name, "timezone": mapping.timezone, "currency": mapping.currency}
    return _table(
        [
            ("account", "account", account),
            ("pipeline", pipeline.name, {"name": pipeline.name, "stages": stages}),
        ]
    )


def _table(records: Iterable[tuple[str, str, object]]) -> pa.Table:
    rows = [
        {"entity": entity, "id": key, "body": json.dumps(body, ensure_ascii=False)}
        for entity, key, body in records
    ]
    return pa.Table.from_pylist(rows, LANDING_SCHEMA)


def batches(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[pa.Table]:
    """The rows of (entity, id, body) in tables of at most `BATCH_ROWS`."""
    for batch in con.sql(sql).to_arrow_reader(BATCH_ROWS):
        if batch.num_rows:
            yield pa.Table.from_batches([batch]).cast(LANDING_SCHEMA)


def events_sql(mapping: Mapping) -> str:
    """Landing rows of `events`; an event is known by its pipeline, deal, moment and stage, so it lands once."""
    log, pipeline = mapping.log or Columns(), literal(mapping.pipeline.name)
    keys = ["deal", "stage", *of_event(log), "loss_reason", *(["fields"] if log.fields else [])]
    pairs = [f"'pipeline': {pipeline}", "'at': moment", *(f"'{key}': {key}" for key in dict.fromkeys(keys))]
    return f"""
        select 'event' as entity, md5(concat_ws(chr(31), {pipeline}, deal, moment, stage)) as id,
            cast(to_json({{{", ".join(pairs)}}}) as varchar) as body
        from events order by deal, moment, rank
    """


def deals_sql(mapping: Mapping) -> str:
    """Landing rows of deals: what the table of deals says, else what the log says about the deal itself."""
    texts = ", ".join(
        f"'{key}': {key}"
        for key in (
            "deal",
            "name",
            "stage",
            "created",
            "closed",
            "owner",
            "source",
            "loss_reason",
            "company",
            "contact",
        )
    )
    return f"""
        select 'deal' as entity, deal as id, cast(to_json({{
            'pipeline': {literal(mapping.pipeline.name)}, {texts}, 'amount': amount, 'currency': currency,
            'fields': fields, 'entries': entries
        }}) as varchar) as body
        from landed_deals order by deal
    """


def make_landed_people(con: duckdb.DuckDBPyConnection) -> None:
    """Make `landed_people`: everyone who owned a deal or made a move, and the table of people."""
    con.execute(
        """
        create temp table landed_people as
        with names as (
            select owner as name from events union select owner from landed_deals
        )
        select coalesce(names.name, people.name) as name, people.team
        from names full join people on people.name = names.name
        where coalesce(names.name, people.name) is not null
        """
    )


def people_sql() -> str:
    """Landing rows of people."""
    return """
        select 'person' as entity, name as id, cast(to_json({'name': name, 'team': team}) as varchar) as body
        from landed_people order by name
    """


_NOTHING = """
    select null::varchar as deal, null::varchar as name, null::varchar as stage, null::timestamp as created, null::timestamp as closed,
        null::varchar as owner, null::varchar as source, null::varchar as loss_reason, null::varchar as company,
        null::varchar as contact, null::bigint as amount, null::varchar as currency, null::map(varchar, varchar) as fields
    where false
"""


def make_landed_deals(con: duckdb.DuckDBPyConnection, has_log: bool, has_deals: bool, currency: str) -> None:
    """Make `landed_deals` from `deals`, `entries` and `log_deals`: what the table of deals says goes before the log."""
    if not has_log:
        con.execute(f"create temp table log_deals as {_NOTHING}")
        con.execute(
            "create temp table events as select null::varchar as owner, null::varchar as stage where false"
        )
    if not has_deals:
        con.execute(f"create temp table deals as {_NOTHING}")
        con.execute(
            "create temp table entries as select null::varchar as deal, '' as stage, '' as kind, 0 as rank, null::timestamp as moment where false"
        )
    con.execute(
        f"""
        create temp table landed_deals as
        with entered as (
            select deal, list({{'stage': stage, 'at': moment}} order by moment, rank) as entries
            from entries group by deal
        )
        select coalesce(deals.deal, log.deal) as deal, deals.name, deals.stage,
            coalesce(deals.created, log.created) as created, deals.closed,
            coalesce(deals.owner, log.owner) as owner, coalesce(deals.source, log.source) as source,
            coalesce(deals.loss_reason, log.loss_reason) as loss_reason, deals.company, deals.contact,
            coalesce(deals.amount, log.amount) as amount, coalesce(deals.currency, {literal(currency)}) as currency,
            map_concat(log.fields, deals.fields) as fields, entered.entries
        from deals full join log_deals as log on log.deal = deals.deal
        left join entered on entered.deal = deals.deal
        """
    )
