"""The table `stays`: a row per visit, and one per position that it skipped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from voronka.store.replay.columns import (
    NONE,
    Columns,
    Ints,
    begins,
    insert,
    moments,
    numbers,
    taken,
    within,
    words,
)
from voronka.store.replay.moves import HOUR
from voronka.store.replay.stages import KINDS, Stages, class_of, is_block, pipe_of
from voronka.store.replay.visits import ADVANCED, EXITS

if TYPE_CHECKING:
    import duckdb

#: Where a stay was entered from: the kinds of closed stages follow in their order.
SOURCES = ("created", "other_pipeline", "moved", "won", "lost", "deleted")
_USED = (
    *("life", "ix", "next_ix", "position", "far", "is_passing", "is_seen", "is_first_back", "passed_at"),
    *("at", "left_at", "exit", "before", "amount", "left_amount", "owner_id", "started_at", "journey"),
    *("is_first", "first_position"),
)
#: Visits that become stays at a time.
PART = 200_000


def insert_stays(
    connection: duckdb.DuckDBPyConnection,
    lives: Columns,
    visits: Columns,
    stages: Stages,
    currencies: list[str],
) -> None:
    """Fill `stays`. A visit beyond the next block brings a row for each block between; the visit's own row comes last."""
    insert(connection, "stays", (_stays(lives, part, stages, currencies) for part in _parts(visits)))


def _parts(visits: Columns) -> Iterator[Columns]:
    """Whole journeys, about `PART` visits at a time: a stay has many columns, and few need be in memory at once."""
    begin = np.flatnonzero(visits["is_first"])
    cuts = np.unique(
        begin[np.searchsorted(begin, np.arange(0, len(visits["is_first"]), PART), side="right") - 1]
    )
    for first, end in pairwise([*cuts.tolist(), len(visits["is_first"])]):
        yield {name: visits[name][first:end] for name in _USED}


def _stays(lives: Columns, visits: Columns, stages: Stages, currencies: list[str]) -> dict[str, Any]:
    rows, step = _stepped(visits)
    is_filled = step != rows["position"]
    ix, life = rows["ix"], rows["life"]
    stage = ix.copy()
    stage[is_filled] = stages.block(ix[is_filled], step[is_filled])
    after = np.where(is_filled, ix, rows["next_ix"])
    observed = ~is_filled & (rows["position"] >= 0)
    left_at = np.where(is_filled, rows["at"], rows["left_at"])
    hours = np.where(left_at == NONE, NONE, (left_at - rows["at"]) // HOUR)
    passes_at_once = is_filled & (step < rows["position"])
    return {
        "account_id": lives["account_id"][life],
        "deal_id": lives["deal_id"][life],
        "pipeline_id": stages.pipeline(ix),
        "stay_no": within(begins(rows["journey"])),
        "stage_id": stages.stage(stage),
        "position": _places(step),
        "kind": words(class_of(stage), KINDS),
        "is_filled": is_filled,
        "is_reach": is_filled | rows["is_passing"],
        "is_first_visit": observed & ~rows["is_seen"],
        "is_first_back": observed & rows["is_first_back"],
        "entered_at": moments(rows["at"]),
        "left_at": moments(left_at),
        "passed_at": moments(
            np.where(
                passes_at_once,
                rows["at"],
                np.where(is_filled | rows["is_passing"], rows["passed_at"], NONE),
            )
        ),
        "hours": numbers(hours),
        "exit": words(np.where(is_filled, ADVANCED, rows["exit"]), EXITS),
        "entered_from": words(_sources(rows), SOURCES),
        "next_pipeline_id": numbers(stages.pipeline(after)),
        "next_stage_id": numbers(stages.stage(after)),
        "amount_minor": numbers(rows["amount"]),
        "left_amount_minor": numbers(np.where(is_filled, rows["amount"], rows["left_amount"])),
        "currency": words(lives["currency_no"][life] - 1, currencies),
        "owner_id": numbers(rows["owner_id"]),
        "started_at": moments(rows["started_at"]),
    }


def _stepped(visits: Columns) -> tuple[Columns, Ints]:
    """A row for each position that a visit passed, its own last; and that position, -1 for none."""
    position, far = visits["position"], visits["far"]
    is_born_closed = visits["is_first"] & (position < 0) & (visits["first_position"] >= 0)
    times = np.where(visits["is_passing"], position - far, np.where(is_born_closed, 2, 1))
    row = np.repeat(np.arange(len(times)), times)
    after = np.cumsum(times)[row] - np.arange(len(row)) - 1
    step = position[row] - after
    step[is_born_closed[row] & (after == 1)] = visits["first_position"][is_born_closed]
    return taken(visits, row), step


def _sources(visits: Columns) -> Ints:
    before = visits["before"]
    return np.select(
        [before == 0, pipe_of(before) != pipe_of(visits["ix"]), is_block(before)],
        [0, 1, 2],
        class_of(before) + 1,
    )


def _places(step: Ints) -> object:
    return numbers(np.where(step < 0, NONE, step))
