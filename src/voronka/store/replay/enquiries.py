"""How enquiries ended: when each was accepted or declined, told by the moves of its deal."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from voronka.store.replay.columns import NONE, Bools, Columns, Ints, begins, moments, numbers
from voronka.store.replay.stages import INCOMING, WON, Stages, class_of


def sortings(lives: Columns, moves: Columns, told: Ints, stages: Stages) -> pa.Table:
    """One row for each deal that stood on an incoming stage, or is among the lives `told` of by the CRM's list.

    `came_at` and `pipeline_id` are null for those told of only.
    """
    life, kind, count = moves["life"], class_of(moves["after"]), len(lives["deal_id"])
    came = _first(life, kind == INCOMING, count)
    chosen = came >= 0
    chosen[told] = True
    after = chosen[life] & (np.arange(len(life)) > came[life])
    accepted = _first(life, after & (kind > INCOMING) & (kind <= WON), count)
    declined = _first(life, after & (kind > WON), count)
    declined = np.where((accepted >= 0) & (declined > accepted), -1, declined)
    sorted_by = np.where(accepted >= 0, accepted, declined)
    who = np.flatnonzero(chosen)

    def at(row: Ints, name: str) -> Ints:
        found: Ints = np.where(row[who] >= 0, moves[name][row[who]], NONE)
        return found

    author = at(sorted_by, "author_id")
    return pa.table(
        {
            "life_no": who + 1,
            "came_at": moments(at(came, "at")),
            "pipeline_id": numbers(stages.pipeline(np.where(came[who] >= 0, moves["after"][came[who]], 0))),
            "accepted_at": moments(at(accepted, "at")),
            "declined_at": moments(at(declined, "at")),
            "taken_by": numbers(at(accepted, "owner_id")),
            "sorted_by": numbers(np.where(author == 0, NONE, author)),
        }
    )


def _first(life: Ints, where: Bools, lives: int) -> Ints:
    """For each deal its first row where `where` holds; -1 for none."""
    rows = np.flatnonzero(where)
    rows = rows[begins(life[rows])]
    first = np.full(lives, -1)
    first[life[rows]] = rows
    return first
