"""The store's SQL files and how they are run."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


@functools.cache
def text(name: str) -> str:
    """The text of `schema/…` or `history/…`; KeyError-like FileNotFoundError when there is none."""
    return resources.files("voronka.store").joinpath(name).read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run every statement of a file."""
    connection.execute(text(name))


def row(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> tuple[Any, ...] | None:
    """The first row of a query, None for no row. (`fetchone` would leave the result open, and DuckDB 2 then refuses other work.)"""
    rows: list[tuple[Any, ...]] = connection.execute(query, list(parameters)).fetchall()
    return rows[0] if rows else None


def number(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> int:
    """The first value of a query's only row as a number; 0 for null or no row."""
    found = row(connection, query, *parameters)
    return int(found[0] or 0) if found else 0


def choose_rows(connection: duckdb.DuckDBPyConnection, table: str, deals: str) -> None:
    """Make the temporary table `chosen_rows` (row_no) of the rows of `table` that are of the relation `deals`: only their keys are read."""
    connection.execute(
        f"create or replace temp table chosen_rows as select rowid as row_no from {table} semi join {deals} using (account_id, deal_id)"
    )


def take_rows(connection: duckdb.DuckDBPyConnection, name: str, table: str, deals: str) -> None:
    """Make the temporary table `name` of those rows, `row_no` beside their columns. For few deals of many this is a third of the work of a semi-join."""
    choose_rows(connection, table, deals)
    connection.execute(
        f"create or replace temp table {name} as select rowid as row_no, * from {table} where rowid in (select row_no from chosen_rows)"
    )


def begin_inserts(connection: duckdb.DuckDBPyConnection, tables: Iterable[str], column: str) -> None:
    """A row in and out of every table, before a transaction writes to it.

    DuckDB 2.0.0 otherwise hides rows: when a transaction's first insert into a table brings none, those of a later one of more than
    122,880 rows are not seen by any query of this connection, although they are stored.
    """
    for table in tables:
        connection.execute(f"insert into {table} ({column}) values (-1)")
        connection.execute(f"delete from {table} where {column} = -1")
