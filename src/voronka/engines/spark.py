"""Spark by a Spark Connect session: a cluster's, or Sail's."""

from __future__ import annotations

from typing import Any

from voronka.engines.base import Columns
from voronka.engines.columns import columns_of
from voronka.engines.dialects import translation
from voronka.errors import EngineError
from voronka.language import say


class SparkEngine:
    """The published tables as tables or views of a session (`pyspark.sql.SparkSession`), whose time zone is set to UTC."""

    dialect = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session
        session.conf.set("spark.sql.session.timeZone", "UTC")

    def run(self, sql: str) -> Columns:
        """Run one portable SELECT."""
        text = self.translate(sql)
        try:
            table = self._session.sql(text).toArrow()
        except Exception as error:
            raise EngineError(say("Spark could not run a question"), str(error).partition("\n")[0]) from error
        return columns_of(table.column_names, [column.to_pylist() for column in table.columns])

    def translate(self, sql: str) -> str:
        """The text in Spark's words."""
        return translation(sql, self.dialect)[0]

    def close(self) -> None:
        """End the session."""
        self._session.stop()
