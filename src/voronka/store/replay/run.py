"""The replay of one slice: SQL's temporary tables in, rows of the derived tables out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from voronka.store import sql
from voronka.store.replay.columns import Columns, fetch, moments
from voronka.store.replay.enquiries import sortings
from voronka.store.replay.flow import flow
from voronka.store.replay.happenings import happenings
from voronka.store.replay.journeys import insert_journeys, present
from voronka.store.replay.lives import lives
from voronka.store.replay.moves import insert_amounts, insert_moves, insert_owners, moves
from voronka.store.replay.stages import stages
from voronka.store.replay.stays import insert_stays
from voronka.store.replay.timeline import timeline
from voronka.store.replay.visits import by_journeys, progressed, visits

if TYPE_CHECKING:
    import duckdb


def replay(connection: duckdb.DuckDBPyConnection) -> None:
    """From the views `timeline` and `deals_of_slice` to the tables of deals and their histories; leaves the table `lives` for later steps."""
    known = stages(connection)
    currencies = [
        name
        for (name,) in connection.execute("select currency from currencies order by currency_no").fetchall()
    ]
    changes = timeline(connection)
    living = lives(connection, changes, known)
    _make_lives(connection, living)
    deals = sql.number(connection, "select count(*) from deal_now")
    everything = flow(living, happenings(connection, living, changes, deals))
    del changes
    insert_owners(connection, everything)
    insert_amounts(connection, everything, known, currencies)
    moved = moves(everything)
    insert_moves(connection, living, moved, known)
    visited = visits(everything, moved)
    told = fetch(
        connection,
        "select life_no::bigint - 1 as life from lives semi join told_enquiries using (account_id, deal_id)",
    )
    connection.register("sortings", sortings(living, moved, told["life"], known))
    connection.register("present", present(living, visited, known))
    sql.run(connection, "history/14_deals_and_enquiries.sql")
    for name in ("sortings", "present"):
        connection.unregister(name)
    del everything, moved
    stepped = progressed(by_journeys(living, visited), known)
    del visited
    insert_journeys(connection, living, stepped, known, currencies)
    insert_stays(connection, living, stepped, known, currencies)


def _make_lives(connection: duckdb.DuckDBPyConnection, living: Columns) -> None:
    numbers = np.arange(1, len(living["deal"]) + 1)
    connection.register(
        "made_lives",
        pa.table(
            {"life_no": numbers, "deal_no": living["deal"] + 1, "started_at": moments(living["started_at"])}
        ),
    )
    sql.run(connection, "history/10_lives.sql")
    connection.unregister("made_lives")
