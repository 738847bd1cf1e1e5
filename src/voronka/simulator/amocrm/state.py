"""How every deal stands at a moment, computed from its history as columns.

A deal exists from `added_at` on, whatever its `created_at` claims. What the company knows only of the end (loss reason, closing date) holds
from the moment the last stage change was seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.simulator.amocrm.tables import Bools, History, Ints, Tables
from voronka.simulator.shape import Columns

WON, LOST = 142, 143


@dataclass(frozen=True)
class State:
    """Columns with one entry per deal of the company, as of the second `last`; `exists` says which of them are there already. 0 stands for none."""

    last: int
    exists: Bools
    pipeline_id: Ints
    status_id: Ints
    price: Ints
    owner_id: Ints
    loss_reason_id: Ints
    closed_at: Ints
    updated_at: Ints
    updated_by: Ints
    is_deleted: Bools
    closest_task_at: Ints


def state_at(tables: Tables, until: int, tasks: Columns) -> State:
    """The state of all deals at `until` (unix seconds, inclusive), with these tasks. Costs one pass over the history, no loop over deals."""
    # From its last update on a deal is as the company ends with it, changes included that left no event, as when a stage was deleted.
    is_final = tables.deal("updated_at") <= until
    pipeline, status = _stages(tables, until, is_final)
    is_finished = tables.stages.seen(until) == tables.stages.last - tables.stages.first
    is_closed = (status == WON) | (status == LOST)
    closed_event = _pick(tables.stages, "at", tables.stages.latest(until), tables.deal("created_at"))
    closed_at = np.where(is_finished & (tables.deal("closed_at") > 0), tables.deal("closed_at"), closed_event)
    updated_at, updated_by = _updates(tables, until)
    return State(
        last=until,
        exists=tables.deal("added_at") <= until,
        pipeline_id=pipeline,
        status_id=status,
        price=np.where(is_final, tables.deal("price"), _value(tables.amounts, until, tables.deal("price"))),
        owner_id=np.where(
            is_final, tables.deal("owner_id"), _value(tables.owners, until, tables.deal("owner_id"))
        ),
        loss_reason_id=np.where(is_finished & (status == LOST), tables.deal("loss_reason_id"), 0),
        closed_at=np.where(is_closed, closed_at, 0),
        updated_at=updated_at,
        updated_by=updated_by,
        is_deleted=_deleted(tables, until),
        closest_task_at=_closest_tasks(tables, until, tasks),
    )


def _pick(history: History, name: str, rows: Ints, otherwise: Ints) -> Ints:
    """`column[rows]` where a row is known (≥ 0), else `otherwise`."""
    column = history.column(name)
    if not len(column):
        return otherwise
    return np.where(rows >= 0, column[np.maximum(rows, 0)], otherwise)


def _value(history: History, until: int, final: Ints, before: str = "before", after: str = "after") -> Ints:
    """The value as of `until`: after the latest change; before the first one; the final one where it never changed."""
    is_changed = history.last > history.first
    initial = _pick(history, before, np.where(is_changed, history.first, -1), final)
    return _pick(history, after, history.latest(until), initial)


def _stages(tables: Tables, until: int, is_final: Bools) -> tuple[Ints, Ints]:
    ends = tables.deal("pipeline_id"), tables.deal("status_id")
    pipeline = _value(tables.stages, until, ends[0], "before_pipeline_id", "after_pipeline_id")
    status = _value(tables.stages, until, ends[1], "before_status_id", "after_status_id")
    return np.where(is_final, ends[0], pipeline), np.where(is_final, ends[1], status)


def _deleted(tables: Tables, until: int) -> Bools:
    # Every second row of a deal's deletions is its restoration.
    never = tables.deletions.last == tables.deletions.first
    return np.asarray(np.where(never, tables.deal("is_deleted") != 0, tables.deletions.seen(until) % 2 == 1))


def _updates(tables: Tables, until: int) -> tuple[Ints, Ints]:
    """Moment and author of the last change of each deal."""
    at, author = tables.deal("added_at"), tables.deal("created_by")
    for history in (tables.stages, tables.amounts, tables.owners, tables.deletions):
        rows = history.latest(until)
        moment = _pick(history, "at", rows, at)
        is_later = (rows >= 0) & (moment >= at)
        author = np.where(is_later, _pick(history, "author_id", rows, author), author)
        at = np.where(is_later, moment, at)
    final = tables.deal("updated_at")
    return np.where((final <= until) & (final > at), final, at), author


def _closest_tasks(tables: Tables, until: int, tasks: Columns) -> Ints:
    nearest = np.full(len(tables.deal_ids), np.iinfo(np.int64).max)
    if len(tasks["id"]):
        is_open = (tasks["created_at"] <= until) & (
            (tasks["completed_at"] == 0) | (tasks["completed_at"] > until)
        )
        rows = tables.rows_of(np.asarray(tasks["deal_id"], dtype=np.int64))
        is_open &= rows >= 0
        np.minimum.at(nearest, rows[is_open], tasks["complete_till"][is_open])
    return np.where(nearest == np.iinfo(np.int64).max, 0, nearest)
