"""What each deal begins and ends with: start, first stage, owner and amount, and the closing move that no change tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voronka.store.replay.columns import NONE, Bools, Columns, Ints, fetch, taken
from voronka.store.replay.stages import LOST, WON, Stages, class_of, is_same_end, pipe_of
from voronka.store.replay.timeline import AMOUNT, OWNER, STAGE

if TYPE_CHECKING:
    import duckdb

DEALS = "select * from deals_of_slice"
_USED = (
    *(
        "deal",
        "account_id",
        "deal_id",
        "currency_no",
        "author_id",
        "updated_at",
        "started_at",
        "is_start_told",
        "has_events",
    ),
    *("initial_ix", "initial_owner", "initial_amount", "last_stage", "owner_now", "amount_now"),
    *("final_ix", "final_at", "final_owner", "final_amount"),
)


def lives(connection: duckdb.DuckDBPyConnection, timeline: Columns, stages: Stages) -> Columns:
    """One row per deal that has begun before the horizon, in the order in which deals are stored: by account, start and id.

    `deal` is the number of the deal in the slice; null is `NONE`, and 0 for the stages `initial_ix` and `final_ix`.
    """
    deals = fetch(connection, DEALS)
    _add_chains(deals, timeline)
    _add_start(deals, stages)
    _add_end(deals)
    deals["deal"] = np.arange(len(deals["deal_id"]))
    started_at = deals["started_at"]
    has_begun = (deals["initial_ix"] != 0) & (started_at != NONE) & (started_at < deals["known_until"])
    begun = np.flatnonzero(has_begun)
    order = np.lexsort((started_at[begun], deals["account_id"][begun]))
    return taken({name: deals[name] for name in _USED}, begun[order])


def _add_chains(deals: Columns, timeline: Columns) -> None:
    """The first and last change of each chain, side by side."""
    count = len(deals["deal_id"])
    first_at = deals["first_other_at"]
    for kind, name in ((OWNER, "owner"), (AMOUNT, "amount"), (STAGE, "stage")):
        of_kind = timeline["kind"] == kind
        first = _row_of(timeline["deal"], of_kind & timeline["begins"], count)
        last = _row_of(timeline["deal"], of_kind & timeline["is_last"], count)
        is_known = (first >= 0) & ~_at(timeline["is_ahead"], first, True)
        first_at = _least(first_at, np.where(is_known, _at(timeline["at"], first), NONE))
        deals[f"first_{name}_before"] = _at(timeline["before"], first)
        deals[f"first_{name}_after"] = np.where(is_known, _at(timeline["after"], first), NONE)
        deals[f"first_{name}_at"] = _at(timeline["at"], first)
        deals[f"last_{name}"] = _at(timeline["after"], last)
        deals[f"last_{name}_at"] = _at(timeline["at"], last)
    deals["first_event_at"] = first_at


def _row_of(deal: Ints, where: Bools, deals: int) -> Ints:
    rows = np.full(deals, -1)
    found = np.flatnonzero(where)
    rows[deal[found]] = found
    return rows


def _at(values: Ints, rows: Ints, otherwise: int | bool = NONE) -> Ints:
    if not len(values):
        return np.full(len(rows), otherwise)
    return np.where(rows >= 0, values[rows], otherwise)


def _coalesce(*columns: Ints) -> Ints:
    found = columns[-1]
    for column in columns[-2::-1]:
        found = np.where(column == NONE, found, column)
    return found


def _least(*columns: Ints) -> Ints:
    """The least that is not null. (The greatest is numpy's own: null is the smallest number.)"""
    # less one, null becomes the greatest number of all
    found: Ints = np.minimum.reduce([column - 1 for column in columns]) + 1
    return found


def _is_closed(ix: Ints) -> Bools:
    kind = class_of(ix)
    closed: Bools = (kind >= WON) & (kind <= LOST)
    return closed


def _add_start(deals: Columns, stages: Stages) -> None:
    """Creation, or the first event if that is earlier; of a record without either, the first moment it names.

    The first stage is known from the first change's `before`, else from its `after`, else from the record; a deal first known as closed, at a moment
    after its start, began on the first open stage.
    """
    stage, closed_at = deals["stage_ix"], deals["closed_at"]
    started_at = _coalesce(
        _least(deals["created_at"], deals["first_event_at"]), _least(deals["updated_at"], closed_at)
    )
    before, after, at = (deals[f"first_stage_{name}"] for name in ("before", "after", "at"))
    known = np.where(after != NONE, after, stage)
    known_at = np.where(after != NONE, at, closed_at)
    first_open = stages.first_open[pipe_of(known)]
    began_open = _is_closed(known) & (known_at > started_at) & (first_open != 0)
    initial = np.where(before != NONE, before, np.where(began_open, first_open, known))
    deals["started_at"] = started_at
    deals["initial_ix"] = initial
    deals["is_start_told"] = (before == NONE) & (after == initial) & (at == started_at)
    deals["has_events"] = deals["first_event_at"] != NONE
    for name in ("owner", "amount"):
        deals[f"initial_{name}"] = _coalesce(
            deals[f"first_{name}_before"], deals[f"first_{name}_after"], deals[name]
        )


def _add_end(deals: Columns) -> None:
    """What the record, being no older than the last change, knows better."""
    stage, updated_at, is_ahead = deals["stage_ix"], deals["updated_at"], deals["is_ahead"]
    last, last_at = deals["last_stage"], deals["last_stage_at"]
    is_told = ~is_ahead & ~deals["is_deleted"] & (stage != 0)
    closed_at = np.where(
        _is_closed(stage) & (deals["closed_at"] < deals["known_until"]), deals["closed_at"], NONE
    )
    is_recent = (updated_at == NONE) | (updated_at >= last_at)
    closes = (
        (last == NONE)
        & _is_closed(stage)
        & (deals["initial_ix"] != stage)
        & (is_told | deals["is_deleted"] | (closed_at != NONE))
    )
    moves_on = is_told & (last != NONE) & (last != stage) & is_recent & ~is_same_end(stage, last)
    seen_at = np.where(is_ahead, NONE, updated_at)
    deals["final_ix"] = np.where(closes | moves_on, stage, 0)
    deals["final_at"] = np.maximum(np.maximum(deals["started_at"], last_at), _coalesce(closed_at, seen_at))
    for name in ("owner", "amount"):
        value, held = deals[name], deals[f"last_{name}"]
        knows = (seen_at != NONE) & (held != NONE) & (seen_at >= deals[f"last_{name}_at"])
        final = np.where(knows & (value != NONE) & (value != held), value, NONE)
        deals[f"final_{name}"] = final
        deals[f"{name}_now"] = _coalesce(final, held, deals[f"initial_{name}"])
