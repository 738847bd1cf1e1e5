"""Landing: what a source sent, every version of every record, in one transaction with the stream's cursor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from voronka.model.source import Page
from voronka.store import sql
from voronka.store.work import WorkStore

if TYPE_CHECKING:
    import pyarrow as pa

#: Each record with its line, the number of its key and that of its body; MD5 is the same in every version of DuckDB.
_NUMBERED_SQL = """
select row_number() over () as line_no, md5_number_lower(concat_ws(chr(31), ?, entity, id)) as key, md5_number_lower(body) as hash
from page_records
"""
#: Whether any record of the page was landed before, or comes twice in it.
_SEEN_SQL = """
select (select count(*) - count(distinct key) from incoming) + (select count(*) from work.landing semi join incoming on incoming.key = landing.key)
"""
#: All is new: no need to compare, or to hold the bodies.
_ALL_SQL = f"""
insert into work.landing
select ? + line_no, ?, entity, id, ?, 1, key, hash, body
from ({_NUMBERED_SQL.replace("as line_no,", "as line_no, entity, id, body,")})
"""
#: What is new: its key's latest version has another body. Computed on numbers only, so ten million records stay small.
_FRESH_SQL = """
create or replace temp table fresh as
with numbered as (
    select line_no, key, hash, lag(hash) over (partition by key order by line_no) as last_hash,
        row_number() over (partition by key order by line_no) as time_no
    from incoming
),
latest as (
    select key, arg_max(hash, seq) as hash, max(version) as version
    from work.landing semi join incoming on incoming.key = landing.key
    group by key
),
compared as (
    select line_no, numbered.key, coalesce(latest.version, 0) as version,
        numbered.hash is distinct from (case time_no when 1 then latest.hash else last_hash end) as is_new
    from numbered left join latest on latest.key = numbered.key
)
select line_no, ? + row_number() over (order by line_no) as seq,
    version + row_number() over (partition by key order by line_no) as version
from compared
where is_new
"""
_SOME_SQL = """
insert into work.landing
select fresh.seq, ?, records.entity, records.id, ?, fresh.version, incoming.key, incoming.hash, records.body
from (select *, row_number() over () as line_no from page_records) as records
join fresh on fresh.line_no = records.line_no
join incoming on incoming.line_no = records.line_no
"""


def states(work: WorkStore, account_id: int) -> dict[str, dict[str, Any]]:
    """Stream → its last state, as `Source.pages` wants it."""
    rows = work.connection.execute(
        "select stream, state from work.cursors where account_id = ?", [account_id]
    )
    return {stream: json.loads(state) for stream, state in rows.fetchall()}


def land(work: WorkStore, page: Page, account_id: int, seen_at: datetime) -> int:
    """Store a page and its cursor, both or neither; how many record versions were new. A body seen before lands nothing."""
    with work.transaction():
        versions = _land_records(work, page.records, account_id, seen_at) if page.records.num_rows else 0
        _move_cursor(work, account_id, page.stream, page.state)
    return versions


def _land_records(work: WorkStore, records: pa.Table, account_id: int, seen_at: datetime) -> int:
    connection = work.connection
    connection.register("page_records", records)
    try:
        connection.execute(f"create or replace temp table incoming as {_NUMBERED_SQL}", [account_id])
        last_seq = sql.number(connection, "select max(seq) from work.landing")
        if not sql.number(connection, _SEEN_SQL):
            connection.execute(_ALL_SQL, [last_seq, account_id, seen_at, account_id])
            return int(records.num_rows)
        connection.execute(_FRESH_SQL, [last_seq])
        versions = sql.number(connection, "select count(*) from fresh")
        if versions:
            connection.execute(_SOME_SQL, [account_id, seen_at])
        return versions
    finally:
        connection.unregister("page_records")


def _move_cursor(work: WorkStore, account_id: int, stream: str, state: Mapping[str, Any] | None) -> None:
    if state is None:
        return
    text = json.dumps(state, sort_keys=True, ensure_ascii=False)
    key = [account_id, stream]
    where = "where account_id = ? and stream = ?"
    row = sql.row(work.connection, f"select state from work.cursors {where}", *key)
    if row == (text,):
        return
    work.connection.execute(f"delete from work.cursors {where}", key)
    work.connection.execute("insert into work.cursors values (?, ?, ?)", [*key, text])
