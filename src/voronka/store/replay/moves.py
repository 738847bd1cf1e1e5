"""The tables `moves`, `owners` and `amounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voronka.store.replay.columns import (
    NONE,
    Columns,
    begins,
    insert,
    last_row,
    moments,
    numbers,
    shifted,
    taken,
    within,
    words,
)
from voronka.store.replay.flow import Flow
from voronka.store.replay.happenings import AMOUNT_SET, CREATED, OWNER_SET
from voronka.store.replay.stages import KINDS, Stages, class_of

if TYPE_CHECKING:
    import duckdb

HOUR = 3_600_000_000
KNOWN = ("event", "inferred", "synthetic")


def moves(flow: Flow) -> Columns:
    """The moves of the deals, creation first: numbered, with the owner and the amount held then."""
    rows = {**flow.rows, "owner_id": flow.owner, "amount": flow.amount}
    rows.pop("line_no")
    found = taken(rows, flow.rows["phase"] >= CREATED)
    found["begin"] = begins(found["life"])
    found["move_no"] = within(found["begin"])
    return found


def insert_moves(
    connection: duckdb.DuckDBPyConnection, lives: Columns, found: Columns, stages: Stages
) -> None:
    """Fill `moves`."""
    life = found["life"]
    stood = np.where(found["begin"], NONE, (found["at"] - shifted(found["at"], -1, 0)) // HOUR)
    insert(
        connection,
        "moves",
        [
            {
                "account_id": lives["account_id"][life],
                "deal_id": lives["deal_id"][life],
                "move_no": found["move_no"],
                "moved_at": moments(found["at"]),
                "from_pipeline_id": numbers(stages.pipeline(found["before"])),
                "from_stage_id": numbers(stages.stage(found["before"])),
                "to_pipeline_id": stages.pipeline(found["after"]),
                "to_stage_id": stages.stage(found["after"]),
                "hours_before": numbers(stood),
                "author_id": numbers(found["author_id"]),
                "owner_id": numbers(found["owner_id"]),
                "known": words(found["known"], KNOWN),
                "is_bulk": found["is_bulk"],
            }
        ],
    )


def insert_owners(connection: duckdb.DuckDBPyConnection, flow: Flow) -> None:
    """Fill `owners`."""
    rows = taken(flow.rows, flow.rows["phase"] == OWNER_SET)
    insert(
        connection,
        "owners",
        [
            {
                "account_id": flow.lives["account_id"][rows["life"]],
                "deal_id": flow.lives["deal_id"][rows["life"]],
                "changed_at": moments(rows["at"]),
                "owner_id": numbers(rows["after"]),
                "is_initial": begins(rows["life"]),
            }
        ],
    )


def insert_amounts(
    connection: duckdb.DuckDBPyConnection, flow: Flow, stages: Stages, currencies: list[str]
) -> None:
    """Fill `amounts`; before a deal was created it stands on the stage on which it will be."""
    chosen = flow.rows["phase"] == AMOUNT_SET
    rows, lives = taken(flow.rows, chosen), flow.lives
    life, is_initial = rows["life"], begins(rows["life"])
    moved = last_row(flow.rows["phase"] >= CREATED)[chosen]
    is_created = (moved >= 0) & (flow.rows["life"][moved] == life)
    stage = np.where(is_created, flow.rows["after"][moved], lives["initial_ix"][life])
    insert(
        connection,
        "amounts",
        [
            {
                "account_id": lives["account_id"][life],
                "deal_id": lives["deal_id"][life],
                "changed_at": moments(rows["at"]),
                "before_minor": numbers(np.where(is_initial, NONE, shifted(rows["after"], -1, NONE))),
                "amount_minor": numbers(rows["after"]),
                "currency": words(lives["currency_no"][life] - 1, currencies),
                "pipeline_id": stages.pipeline(stage),
                "kind": words(class_of(stage), KINDS),
                "owner_id": numbers(flow.owner[chosen]),
                "is_initial": is_initial,
            }
        ],
    )
