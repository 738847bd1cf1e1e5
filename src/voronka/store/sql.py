"""The store's SQL files and how they are run."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@functools.cache
def text(name: str) -> str:
    """The text of `schema/…` or `history/…`; KeyError-like FileNotFoundError when there is none."""
    return resources.files("voronka.store").joinpath(name).read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run every statement of a file."""
    connection.execute(text(name))


def number(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> int:
    """The first value of a query's only row as a number; 0 for null or no row."""
    row = connection.execute(query, list(parameters)).fetchone()
    return int(row[0] or 0) if row else 0
