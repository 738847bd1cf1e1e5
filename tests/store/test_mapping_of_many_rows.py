"""A mapping whose first statement finds nothing and whose second finds much: all of it is seen at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow as pa

from voronka.model.source import LANDING_SCHEMA, Page
from voronka.store import sql
from voronka.store.landing import land
from voronka.store.mapping import map_landing
from voronka.store.work import WorkStore

MAPPING = """
create or replace temp table numbers as select i from range(1000000) as numbers(i);
insert into recorded_links select 1, 1, i, 1 from numbers where i < 0;
insert into recorded_links select 1, 1, i, 1 from numbers where i < 200000;
"""


def test_rows_after_an_empty_insert_are_seen_in_the_same_process(tmp_path: Path) -> None:
    with WorkStore(tmp_path) as work:
        record = pa.table({"entity": ["lead"], "id": ["1"], "body": ["{}"]}, LANDING_SCHEMA)
        land(work, Page("leads", record), 1, datetime(2026, 1, 1))
        map_landing(work, 1, MAPPING)
        assert (
            sql.number(work.connection, "select count(distinct deal_id) from work.recorded_links") == 200_000
        )
