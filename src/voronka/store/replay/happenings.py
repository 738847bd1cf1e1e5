"""What happened to deals, from their chains and from deletions: rows of one shape for stages, owners and amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from voronka.store import sql
from voronka.store.replay.columns import NONE, Bools, Columns, Ints, fetch, joined, moments, numbers, taken
from voronka.store.replay.timeline import AMOUNT, OWNER, STAGE

if TYPE_CHECKING:
    import duckdb

#: Phases order what happens at one instant.
PHASES = (OWNER_SET, AMOUNT_SET, CREATED, RESTORED, MOVED, TOLD, DELETED) = range(-2, 5)
EVENT, INFERRED, SYNTHETIC = range(3)
_AFTER_ALL = int(np.iinfo(np.int64).max)


def rows_of(
    phase: int, life: Ints, at: Ints, before: Ints | int, after: Ints, line_no: Ints | int, **more: Ints | int
) -> Columns:
    """Happenings of one kind, columns of one value given as that value."""
    count = len(life)

    def column(values: Ints | int, kind: type) -> Ints:
        return np.asarray(np.broadcast_to(values, count), dtype=kind)

    return {
        "life": column(life, np.int64),
        "at": column(at, np.int64),
        "phase": column(phase, np.int8),
        "line_no": column(line_no, np.int64),
        "before": column(before, np.int64),
        "after": column(after, np.int64),
        "author_id": column(more.get("author_id", NONE), np.int64),
        "is_bulk": column(more.get("is_bulk", False), np.bool_),
        "known": column(more.get("known", EVENT), np.int8),
    }


def happenings(
    connection: duckdb.DuckDBPyConnection, lives: Columns, timeline: Columns, deals: int
) -> Columns:
    """All that happens to the lives, deal by deal in no order; `lives` learns whose history is `broken`."""
    everyone = np.arange(len(lives["deal"]))
    life_of = np.full(deals, -1)
    life_of[lives["deal"]] = everyone
    moves = _stage_moves(lives, timeline, life_of)
    lives["broken"] = np.zeros(len(everyone), dtype=np.bool_)
    lives["broken"][moves["life"][moves["known"] == SYNTHETIC]] = True
    return joined(
        [
            rows_of(OWNER_SET, everyone, lives["started_at"], 0, lives["initial_owner"], -1),
            rows_of(AMOUNT_SET, everyone, lives["started_at"], 0, lives["initial_amount"], -1),
            rows_of(
                CREATED, everyone, lives["started_at"], 0, lives["initial_ix"], -1,
                author_id=lives["author_id"], known=np.where(lives["is_start_told"], EVENT, INFERRED),
            ),
            *_values(lives, timeline, life_of),
            *_with_deletions(connection, lives, moves),
        ]
    )  # fmt: skip


def _values(lives: Columns, timeline: Columns, life_of: Ints) -> list[Columns]:
    """Changes of owner and amount that change something, and what only the record tells."""
    found = []
    for kind, phase, name in ((OWNER, OWNER_SET, "owner"), (AMOUNT, AMOUNT_SET, "amount")):
        line = _lines(timeline, kind, life_of)
        life, after, prior = life_of[timeline["deal"][line]], timeline["after"][line], timeline["prior"][line]
        changes = after != np.where(prior == NONE, lives[f"initial_{name}"][life], prior)
        found.append(
            rows_of(phase, life[changes], timeline["at"][line][changes], 0, after[changes], line[changes])
        )
        told = np.flatnonzero(lives[f"final_{name}"] != NONE)
        found.append(
            rows_of(phase, told, lives["updated_at"][told], 0, lives[f"final_{name}"][told], _AFTER_ALL)
        )
    return found


def _lines(timeline: Columns, kind: int, life_of: Ints) -> Ints:
    """Rows of the timeline that are known, of deals that live."""
    is_known = (timeline["kind"] == kind) & ~timeline["is_ahead"]
    return np.flatnonzero(is_known & (life_of[timeline["deal"]] >= 0))


def _stage_moves(lives: Columns, timeline: Columns, life_of: Ints) -> Columns:
    """Moves that an event tells; gaps, closed at the moment that reveals them; the present stage that only the record tells."""
    line = _lines(timeline, STAGE, life_of)
    chosen = taken(timeline, line)
    life, before, after, prior = life_of[chosen["deal"]], chosen["before"], chosen["after"], chosen["prior"]
    stood = np.where(before != NONE, before, np.where(prior != NONE, prior, lives["initial_ix"][life]))
    gap = np.flatnonzero((prior != NONE) & (before != NONE) & (prior != before))
    moved = np.flatnonzero(after != stood)
    told = np.flatnonzero(lives["final_ix"] != 0)
    last = lives["last_stage"][told]
    never_moved = last == NONE
    return joined(
        [
            rows_of(MOVED, life[gap], chosen["at"][gap], prior[gap], before[gap], line[gap] * 2, known=SYNTHETIC),
            rows_of(
                MOVED, life[moved], chosen["at"][moved], stood[moved], after[moved], line[moved] * 2 + 1,
                author_id=chosen["author_id"][moved], is_bulk=chosen["is_bulk"][moved],
            ),
            rows_of(
                TOLD, told, lives["final_at"][told], np.where(never_moved, lives["initial_ix"][told], last), lives["final_ix"][told], 0,
                known=np.where(never_moved, INFERRED, SYNTHETIC),
            ),
        ]
    )  # fmt: skip


def _with_deletions(connection: duckdb.DuckDBPyConnection, lives: Columns, moves: Columns) -> list[Columns]:
    """Moves, those of the time when a deal was deleted hidden, and its goings and comings back. Few deals have any, so SQL works them out."""
    sql.run(connection, "history/11_deletions.sql")
    gone = np.unique(fetch(connection, "select life_no::bigint - 1 as life from deletions")["life"])
    if not len(gone):
        return [moves]
    is_gone = np.zeros(len(lives["deal"]), dtype=np.bool_)
    is_gone[gone] = True
    row = np.flatnonzero(is_gone[moves["life"]])
    connection.register("moves_of_deleted", _moves_table(lives, taken(moves, row), row, gone))
    sql.run(connection, "history/11_deletion_moves.sql")
    hidden = fetch(connection, "select row_no from hidden_moves")["row_no"]
    over = fetch(connection, "select * from deletion_moves")
    connection.unregister("moves_of_deleted")
    shown: Bools = np.ones(len(moves["life"]), dtype=np.bool_)
    shown[hidden] = False
    return [taken(moves, shown), {name: over[name] for name in moves}]


def _moves_table(lives: Columns, moves: Columns, row: Ints, gone: Ints) -> pa.Table:
    """Moves of deals that were ever deleted, creations (row −1) included."""
    born = rows_of(CREATED, gone, lives["started_at"][gone], 0, lives["initial_ix"][gone], -1)
    both = joined([moves, born])
    return pa.table(
        {
            "row_no": np.concatenate([row, np.full(len(gone), -1)]),
            "life_no": both["life"] + 1,
            "happened_at": moments(both["at"]),
            "phase": both["phase"],
            "line_no": both["line_no"],
            "to_ix": numbers(both["after"]),
        }
    )
