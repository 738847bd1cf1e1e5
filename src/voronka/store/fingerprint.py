"""A number for the content of each published table, whatever the order of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voronka.store import sql

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
    "stays",
    "journeys",
)


def fingerprints(connection: duckdb.DuckDBPyConnection, schema: str = "main") -> dict[str, tuple[int, int]]:
    """Table → (rows, sum of the hashes of its rows). Equal content gives equal numbers, in one version of DuckDB."""
    found = {}
    for table in TABLES:
        row = sql.row(
            connection,
            f"select count(*), coalesce(sum(hash(rows::varchar)::hugeint), 0) from {schema}.{table} as rows",
        )
        assert row is not None
        found[table] = (int(row[0]), int(row[1]))
    return found
