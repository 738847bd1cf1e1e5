"""Simulated companies as published stores, quickly: their records land as columns in place of a sync over HTTP.

What lands is what the funnel, times and money are made of: deals, stage, amount and owner changes; calls, mails and messages where they are asked for.
Other activities, enquiries and costs come by the whole way only (`tests/end_to_end`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from bench.landing import landing
from voronka.engines.duckdb import DuckDBEngine
from voronka.model.source import Page
from voronka.simulator.company import UNTIL, Mess, make_company
from voronka.simulator.faults import Fault
from voronka.simulator.shape import Company
from voronka.sources.amocrm.mapping import mapping_sql
from voronka.store.derive import derive
from voronka.store.landing import land
from voronka.store.mapping import map_landing
from voronka.store.publish import publish
from voronka.store.work import WorkStore


@contextmanager
def simulated(
    seed: int,
    deals: int = 5000,
    until: datetime = UNTIL,
    untidy: Mess | None = None,
    with_touches: bool = False,
    faults: tuple[Fault, ...] = (),
) -> Iterator[tuple[DuckDBEngine, Company]]:
    """A company of that seed, without mess unless asked for, and an engine over its store."""
    with TemporaryDirectory() as folder:
        made = published(Path(folder), seed, deals, until, untidy, with_touches, faults)
        engine = DuckDBEngine(Path(folder) / "store.duckdb")
        try:
            yield engine, made
        finally:
            engine.close()


def published(
    folder: Path,
    seed: int,
    deals: int = 5000,
    until: datetime = UNTIL,
    untidy: Mess | None = None,
    with_touches: bool = False,
    faults: tuple[Fault, ...] = (),
) -> Company:
    """The same company as the published store of a workspace."""
    made = make_company(deals, seed, until, untidy=Mess.none() if untidy is None else untidy, faults=faults)
    with WorkStore(folder) as work:
        for records in landing(made):
            land(work, Page("simulated", records), made.account_id, until)
        map_landing(work, made.account_id, mapping_sql("https://simulated.amocrm.ru", ""))
        if with_touches:
            _record_touches(work, made)
        derive(work, until)
        publish(work, until)
    return made


def _record_touches(work: WorkStore, made: Company) -> None:
    """Calls, mails and messages as the mapping would record them, on their deals."""
    for kind, table in (("call", made.calls), ("mail", made.mails), ("message", made.messages)):
        work.connection.register(
            "touches",
            pa.table({name: table[name] for name in ("id", "deal_id", "at", "person_id", "is_incoming")}),
        )
        work.connection.execute(
            f"""insert into work.recorded_activities by name select {made.account_id} as account_id, 1 as seq, '{kind}:' || id as activity_id, deal_id,
                '{kind}' as kind, case when is_incoming then 'in' else 'out' end as direction, nullif(person_id, 0) as person_id,
                make_timestamp("at" * 1000000) as happened_at from touches"""
        )
        work.connection.unregister("touches")
