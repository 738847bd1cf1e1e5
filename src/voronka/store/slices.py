"""One slice of deals through the steps of `history/`: from recorded facts to rows of the derived tables."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from voronka.store import sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: Before the replay of the deals' histories (replay/), and after it.
BEFORE_REPLAY = ("06_deal_now", "07_timeline")
AFTER_REPLAY = ("17_attributes",)
#: Changes that are worked on at a time, so that memory does not grow with the store. With twice as many, each of numpy's columns is so large
#: that the kernel gives it new pages and clears them; with half as many, what a slice costs by itself shows.
SLICE = 1_000_000
#: Deals of a slice below which their facts are picked out of the recorded ones first.
SMALL = 20_000


class Steps:
    """Runs steps on one connection; `on_step(name, seconds)` hears of each."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, on_step: Callable[[str, float], None] | None = None
    ) -> None:
        self.connection = connection
        self.on_step = on_step

    def run(self, *names: str) -> None:
        """Run the files of that name."""
        for name in names:
            self.time(name, partial(sql.run, self.connection, f"history/{name}.sql"))

    def time(self, name: str, step: Callable[[], None]) -> None:
        """Do a step and tell how long it took."""
        start = time.perf_counter()
        step()
        if self.on_step:
            self.on_step(name, time.perf_counter() - start)


def make_slice(steps: Steps) -> None:
    """Derive the deals of the relation `slice` (account_id, deal_id), none of which the derived tables hold."""
    from voronka.store.replay import replay

    _bring_facts(steps.connection)
    steps.run(*BEFORE_REPLAY)
    steps.time("replay", lambda: replay(steps.connection))
    steps.run(*AFTER_REPLAY)


def _bring_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `changes_of_slice` and `versions_of_slice`, the recorded facts that steps read: rows of other deals are among them when there are many."""
    is_small = sql.number(connection, "select count(*) from slice") < SMALL
    for name, table in (("changes", "work.recorded_changes"), ("versions", "work.recorded_deals")):
        if is_small:
            sql.take_rows(connection, f"few_{name}", table, "slice")
        connection.execute(
            f"create or replace temp view {name}_of_slice as select * from {f'few_{name}' if is_small else table}"
        )


def cut(connection: duckdb.DuckDBPyConnection, workers: int = 1) -> list[pa.Table]:
    """The deals of `changed` in order of their key, in slices of at most about `SLICE` changes, as many for each worker."""
    deals = sql.number(connection, "select count(*) from changed")
    if not deals:
        return []
    slices = 1
    if deals * 100 > SLICE:
        changes = sql.number(
            connection,
            "select count(*) from work.recorded_changes semi join changed using (account_id, deal_id)",
        )
        slices = workers * (1 + (changes + deals) // (SLICE * workers))
    connection.execute(
        f"create or replace temp table cuts as select *, ntile({slices:d}) over (order by account_id, deal_id) as slice_no from changed"
    )
    return [
        connection.sql(
            f"select account_id, deal_id from cuts where slice_no = {number + 1:d}"
        ).to_arrow_table()
        for number in range(slices)
    ]
