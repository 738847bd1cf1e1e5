"""What an engine is: something that runs a metric's SQL over the published tables and gives back columns."""

from __future__ import annotations

from typing import Any, Protocol

import numpy.typing as npt

#: Columns of a result by name, all of one length. Nulls make a column of objects with None in it.
Columns = dict[str, npt.NDArray[Any]]


class Engine(Protocol):
    """An engine over one published store, safe to use from several threads."""

    #: `duckdb`, `clickhouse`, `spark`; also sqlglot's name of the dialect.
    dialect: str

    def run(self, sql: str) -> Columns:
        """Run one portable SELECT, translated for this engine. EngineError says what the engine could not do."""
        ...

    def translate(self, sql: str) -> str:
        """The text that `run` sends: what a person can paste into this engine's shell."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def rows(columns: Columns) -> list[dict[str, Any]]:
    """Columns as rows, for small results."""
    lists = [column.tolist() for column in columns.values()]
    return [dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=True)]
