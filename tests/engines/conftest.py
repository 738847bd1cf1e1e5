"""The other engines, each started once per session."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from conftest import missing
from engines.stores import in_clickhouse, in_spark
from naive import Company
from voronka.engines.base import Engine

#: Puts a company into an engine.
Fill = Callable[[Company], Engine]


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Fill:
    """ClickHouse in process."""
    try:
        import clickhouse_connect

        client = clickhouse_connect.get_client(interface="chdb")
    except ImportError as error:
        missing(f"chdb and clickhouse-connect are not installed: {error}")
    return lambda company: in_clickhouse(client, company, tmp_path_factory.mktemp("clickhouse"))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fill]:
    """Sail, which speaks Spark Connect, in process. Views of each company get names of their own session."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyspark.sql import SparkSession  # isort: skip
            from pysail.spark import SparkConnectServer
    except ImportError as error:
        missing(f"pysail and pyspark-client are not installed: {error}")
    # A worker of xdist has no main file, which pyspark takes for a run of its own doctests, and leaves.
    main = sys.modules["__main__"]
    if not hasattr(main, "__file__"):
        main.__file__ = __file__
    server = SparkConnectServer()
    server.start(background=True)
    _, port = server.listening_address
    sessions: list[Any] = []
    numbers = count()

    def fill(company: Company) -> Engine:
        session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}/;user_id=user{next(numbers)}").create()
        sessions.append(session)
        return in_spark(session, company, Path(tmp_path_factory.mktemp("spark")))

    yield fill
    for session in sessions:
        session.stop()
    server.stop()


@pytest.fixture(params=["clickhouse", "spark"])
def fill(request: pytest.FixtureRequest) -> Fill:
    """Each of the other engines in turn."""
    found: Fill = request.getfixturevalue(request.param)
    return found
