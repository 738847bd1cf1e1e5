"""DuckDB over a published file: the engine that is always there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns
from voronka.engines.dialects import native_macros
from voronka.errors import EngineError, StoreError
from voronka.language import say


class DuckDBEngine:
    """A published store, opened read-only; each thread has a cursor of its own.

    StoreError when the file cannot be opened.
    """

    dialect = "duckdb"

    def __init__(self, path: Path | str, threads: int | None = None) -> None:
        try:
            self._connection = duckdb.connect(
                str(path), read_only=True, config={"threads": threads} if threads else {}
            )
        except duckdb.Error as error:
            raise StoreError(
                say("cannot open the store {file}", file=str(path)), str(error), say("run voronka doctor")
            ) from error
        self._local = threading.local()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._connection.cursor()
            # Temporary macros belong to one cursor; a store made by another program has none of its own.
            for statement in native_macros():
                cursor.execute(statement)
            self._local.cursor = cursor
        return cursor

    def run(self, sql: str) -> Columns:
        """Run one SELECT as it is written."""
        try:
            columns = self._cursor().execute(sql).fetchnumpy()
        except duckdb.Error as error:
            raise EngineError(say("DuckDB could not run a question"), str(error)) from error
        return {name: _with_none(column) for name, column in columns.items()}

    def translate(self, sql: str) -> str:
        """The text itself: DuckDB's spelling is the one metrics are written in."""
        return sql

    def close(self) -> None:
        """Close the file; cursors of other threads end with it."""
        self._connection.close()


def _with_none(column: Any) -> npt.NDArray[Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if not column.mask.any():
        return np.asarray(column.data)
    values = column.data.astype(object)
    values[column.mask] = None
    return values
