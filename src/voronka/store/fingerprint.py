"""A number for the content of each published table, whatever the order of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voronka.store import sql
from voronka.store.counts import COUNTS, summed_sql

if TYPE_CHECKING:
    import duckdb

TABLES = (
    "accounts",
    "pipelines",
    "stages",
    "people",
    "teams",
    "deals",
    "attributes",
    "moves",
    "amounts",
    "owners",
    "activities",
    "costs",
    "answers",
    "enquiries",
    "stays",
    "journeys",
)


def fingerprints(connection: duckdb.DuckDBPyConnection, schema: str = "main") -> dict[str, tuple[int, int]]:
    """Table → (rows, sum of the hashes of its rows). Equal content gives equal numbers, in one version of DuckDB.

    Counts by day are compared as sums, however many rows add up to them.
    """
    found = {}
    contents = {table: f"{schema}.{table}" for table in TABLES}
    contents |= {table: f"({summed_sql(table, schema)})" for table in COUNTS}
    for table, content in contents.items():
        row = sql.row(
            connection,
            f"select count(*), coalesce(sum(hash(rows::varchar)::hugeint), 0) from {content} as rows",
        )
        assert row is not None
        found[table] = (int(row[0]), int(row[1]))
    return found
