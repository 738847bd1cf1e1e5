"""One slice of deals through the steps of `history/`: from recorded facts to rows of the derived tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from voronka.store import sql
from voronka.store.order import Change, in_order

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

OF_SLICE = (
    "06_deal_now",
    "07_timeline",
    "08_chain",
    "09_lives",
    "10_values",
    "11_stage_moves",
    "12_flow",
    "13_moves",
    "13_enquiries",
    "14_visits",
    "15_stays",
    "16_journeys",
    "17_attributes",
)
#: Changes that are worked on at a time, so that memory does not grow with the store.
SLICE = 2_000_000


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
            start = time.perf_counter()
            sql.run(self.connection, f"history/{name}.sql")
            if self.on_step:
                self.on_step(name, time.perf_counter() - start)


def make_slice(steps: Steps) -> None:
    """Derive the deals of the relation `slice` (account_id, deal_id), none of which the derived tables hold."""
    for name in OF_SLICE:
        steps.run(name)
        if name == "07_timeline":
            _order_ties(steps.connection)


def cut(connection: duckdb.DuckDBPyConnection) -> list[pa.Table]:
    """The deals of `changed` in order of their key, in slices of about `SLICE` changes."""
    deals = sql.number(connection, "select count(*) from changed")
    if not deals:
        return []
    slices = 1
    if deals * 100 > SLICE:
        changes = sql.number(
            connection,
            "select count(*) from work.recorded_changes semi join changed using (account_id, deal_id)",
        )
        slices = 1 + (changes + deals) // SLICE
    connection.execute(
        f"create or replace temp table cuts as select *, ntile({slices:d}) over (order by account_id, deal_id) as slice_no from changed"
    )
    return [
        connection.sql(
            f"select account_id, deal_id from cuts where slice_no = {number + 1:d}"
        ).to_arrow_table()
        for number in range(slices)
    ]


def _order_ties(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `places`: what the lines of `timeline` shall hold whose changes share an instant with others of their chain."""
    import pyarrow as pa

    rows = connection.execute(
        """
        select timeline.deal_no, timeline.kind_no, epoch_us(timeline.happened_at), timeline.before, timeline.after, timeline.line_no,
            timeline.change_hash, timeline.author_id, timeline.is_bulk
        from timeline
        semi join tied on tied.deal_no = timeline.deal_no and tied.kind_no = timeline.kind_no
        order by timeline.line_no
        """
    ).fetchall()
    places = [place for _, chain in groupby(rows, key=itemgetter(0, 1)) for place in _chain_places(chain)]
    table = pa.Table.from_pylist(places, schema=_places_schema())
    connection.register("ordered", table)
    connection.execute("create or replace temp table places as select * from ordered")
    connection.unregister("ordered")


def _places_schema() -> pa.Schema:
    import pyarrow as pa

    numbers = [(name, pa.int64()) for name in ("line_no", "before", "after", "author_id")]
    return pa.schema([*numbers, ("is_bulk", pa.bool_())])


def _chain_places(chain: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """The lines of one deal's chain whose content changes when each instant is put in order."""
    state: int | None = None
    for _, instant in groupby(chain, key=itemgetter(2)):
        rows = list(instant)
        by_ref = {row[5]: row for row in rows}
        ordered = in_order([Change(row[5], row[6], row[3], row[4]) for row in rows], state)
        for row, change in zip(rows, ordered, strict=False):
            if row[5] != change.ref:
                yield {
                    "line_no": row[5],
                    "before": change.before,
                    "after": change.after,
                    "author_id": by_ref[change.ref][7],
                    "is_bulk": by_ref[change.ref][8],
                }
        state = ordered[-1].after
        for row in rows[len(ordered) :]:  # a change that came twice
            yield {"line_no": row[5], "before": None, "after": state, "author_id": None, "is_bulk": False}
