"""The table `journeys`, and where each deal stands: told by the last visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from voronka.store.replay.columns import (
    NONE,
    Columns,
    Ints,
    ends,
    insert,
    last_row,
    moments,
    numbers,
    taken,
    words,
)
from voronka.store.replay.stages import DELETED, LOST, WON, Stages, class_of, is_block, pipe_of, position_of
from voronka.store.replay.visits import HANDED_OVER, first_worked, furthest_blocks, held_blocks

if TYPE_CHECKING:
    import duckdb

OUTCOMES = ("open", "handed_over", "won", "lost", "deleted")
HISTORIES = ("inferred", "complete", "broken")


def insert_journeys(
    connection: duckdb.DuckDBPyConnection,
    lives: Columns,
    visits: Columns,
    stages: Stages,
    currencies: list[str],
) -> None:
    """Fill `journeys`."""
    block, block_at = held_blocks(visits)
    last = taken(
        {
            **visits,
            "block": block,
            "block_at": block_at,
            "worked": first_worked(visits),
            **furthest_blocks(visits),
        },
        visits["is_last"],
    )
    ix, life = last["ix"], last["life"]
    outcome = np.where(last["exit"] == HANDED_OVER, 1, np.where(is_block(ix), 0, class_of(ix)))
    won, is_open, handed = outcome == WON, outcome == 0, outcome == 1
    last_position = stages.last_position[pipe_of(ix)]
    within_blocks = np.where(last_position < 0, last["reached"], np.minimum(last["reached"], last_position))
    skipped = last["block_reached"] < within_blocks
    told, told_at = _told(last, within_blocks, stages)
    insert(
        connection,
        "journeys",
        [
            {
                "account_id": lives["account_id"][life],
                "deal_id": lives["deal_id"][life],
                "pipeline_id": stages.pipeline(ix),
                "started_at": moments(last["started_at"]),
                "from_pipeline_id": numbers(stages.pipeline_ids[last["from_pipe"]]),
                "outcome": words(outcome, OUTCOMES),
                "outcome_at": moments(np.where(is_open, NONE, np.where(handed, last["left_at"], last["at"]))),
                "furthest": np.where(won, last["reached"], within_blocks),
                "furthest_at": moments(np.where(skipped, last["skipped_at"], last["block_reached_at"])),
                "is_furthest_filled": skipped,
                "position": numbers(np.where(told == 0, NONE, position_of(told))),
                "stage_id": numbers(stages.stage(told)),
                "stage_at": moments(told_at),
                "owner_id": numbers(last["worked"]),
                "current_owner_id": numbers(lives["owner_now"][life]),
                "amount_minor": numbers(
                    np.where(
                        is_open,
                        lives["amount_now"][life],
                        np.where(handed, last["left_amount"], last["amount"]),
                    )
                ),
                "currency": words(lives["currency_no"][life] - 1, currencies),
                "history": words(_histories(lives)[life], HISTORIES),
            }
        ],
    )


def _told(last: Columns, reached: Ints, stages: Stages) -> tuple[Ints, Ints]:
    """The block that tells where a journey stands, and since when: one that never stood on a block is told by the last one it skipped."""
    told, told_at = last["block"].copy(), last["block_at"].copy()
    skipped = np.flatnonzero((told == 0) & (stages.last_position[pipe_of(last["ix"])] >= 0))
    told[skipped] = stages.block(last["ix"][skipped], reached[skipped])
    told_at[skipped] = last["started_at"][skipped]
    return told, told_at


def present(lives: Columns, visits: Columns, stages: Stages) -> pa.Table:
    """Where each deal stands, for the table `deals`; `visits` in the order of the deals. A deleted one stands where it was."""
    ix = visits["ix"]
    is_last = ends(visits["life"])
    kept = last_row(class_of(ix) != DELETED)[is_last]
    stage, kind = ix[kept], class_of(ix[kept])
    is_closed = (kind >= WON) & (kind <= LOST)
    return pa.table(
        {
            "life_no": visits["life"][is_last] + 1,
            "closed_at": moments(np.where(is_closed, visits["at"][kept], NONE)),
            "pipeline_id": stages.pipeline(stage),
            "stage_id": stages.stage(stage),
            "owner_id": numbers(lives["owner_now"][visits["life"][is_last]]),
            "amount_minor": numbers(lives["amount_now"][visits["life"][is_last]]),
            "is_deleted": class_of(ix[is_last]) == DELETED,
            "history": words(_histories(lives)[visits["life"][is_last]], HISTORIES),
        }
    )


def _histories(lives: Columns) -> Ints:
    return np.where(lives["broken"], 2, lives["has_events"].astype(np.int64))
