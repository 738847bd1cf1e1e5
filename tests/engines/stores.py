"""A company in each of the other engines, which start once per session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from naive import SCHEMAS, Company, write_parquet
from voronka.engines.clickhouse import ClickHouseEngine
from voronka.engines.spark import SparkEngine


def in_clickhouse(client: Any, company: Company, folder: Path) -> ClickHouseEngine:
    """The company's tables in the client's database."""
    write_parquet(company, folder)
    for name in SCHEMAS:
        client.command(
            f"create or replace table {name} engine Memory as select * from file('{folder}/{name}.parquet', Parquet)"
        )
    return ClickHouseEngine(client)


def in_spark(session: Any, company: Company, folder: Path) -> SparkEngine:
    """The company's tables as views of the session."""
    write_parquet(company, folder)
    for name in SCHEMAS:
        session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    return SparkEngine(session)
