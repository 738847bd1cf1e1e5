"""A first sync publishes before it is through: since when history is whole is then told with every published version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from voronka.store import sql
from voronka.store.work import WorkStore

if TYPE_CHECKING:
    import duckdb


def set_coming(work: WorkStore, account_id: int, since: datetime | None) -> None:
    """Remember that history before `since` is still to be read; None: all of it is there. What is published then is not up to date any more."""
    if is_coming(work, account_id) == since:
        return
    with work.transaction() as connection:
        connection.execute("delete from work.coming where account_id = ?", [account_id])
        if since is not None:
            connection.execute("insert into work.coming values (?, ?)", [account_id, since])
    with work.transaction() as connection:
        connection.execute("update derived.build.state set is_published = false")


def is_coming(work: WorkStore, account_id: int) -> datetime | None:
    """Since when the account's history is known, where more of it is to come."""
    row = sql.row(work.connection, "select since from work.coming where account_id = ?", account_id)
    return row[0] if row else None


def tell(connection: duckdb.DuckDBPyConnection) -> None:
    """Put it into the derived tables, which are about to be published."""
    connection.execute("create or replace table derived.build.coming as select * from work.coming")


def told(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """What a published version says of it: the latest such moment of its accounts, None where all history is there."""
    query = "select count(*) from duckdb_tables() where schema_name = 'build' and table_name = 'coming'"
    if not sql.number(connection, query):
        return None
    row = sql.row(connection, "select max(since) from build.coming")
    return row[0] if row else None
