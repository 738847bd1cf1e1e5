"""ClickHouse, by any client of `clickhouse-connect`: a server's, or the engine in process (`interface="chdb"`)."""

from __future__ import annotations

from typing import Any

from voronka.engines.base import Columns
from voronka.engines.columns import columns_of
from voronka.engines.dialects import translation
from voronka.errors import EngineError
from voronka.language import say

#: What makes ClickHouse read the common subset as the others do; each has a test in tests/engines/test_dialects.py.
SETTINGS = {
    "join_use_nulls": 1,
    "prefer_column_name_to_alias": 1,
    "session_timezone": "UTC",
}


class ClickHouseEngine:
    """The published tables in a ClickHouse database, which the client has chosen.

    `client` is what `clickhouse_connect.get_client` gives; it is not shared between threads by itself.
    """

    dialect = "clickhouse"

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, sql: str) -> Columns:
        """Run one portable SELECT."""
        text, names = translation(sql, self.dialect)
        try:
            result = self._client.query(text, settings=SETTINGS)
        except Exception as error:
            raise EngineError(
                say("ClickHouse could not run a question"), str(error).partition("\n")[0]
            ) from error
        # Without rows the engine in process does not even name its columns.
        return columns_of(names, result.result_columns or [[] for _ in names])

    def translate(self, sql: str) -> str:
        """The text in ClickHouse's words."""
        return translation(sql, self.dialect)[0]

    def close(self) -> None:
        """Close the client."""
        self._client.close()
