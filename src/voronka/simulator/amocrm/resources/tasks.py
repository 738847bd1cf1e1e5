"""GET, POST and PATCH /tasks. There is no moment of completion in a task: it comes as an event. Tasks cannot be deleted."""

from __future__ import annotations

import numpy as np
from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import values
from voronka.simulator.amocrm.masks import matching, ordered
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.amocrm.tables import Bools, Ints, column

_TEXTS = {1: "Связаться с клиентом", 2: "Провести встречу"}


def tasks(call: Call) -> Response:
    """The list."""
    return page(call, "tasks", _select(call), lambda row: _render(call, int(row)))


def task(call: Call) -> Response:
    """One task."""
    number = int(call.parts["id"]) if call.parts["id"].isdigit() else -1
    rows = np.flatnonzero((_column(call, "id") == number) & _visible(call))
    return hal(_render(call, int(rows[0]))) if len(rows) else nothing()


def _column(call: Call, name: str) -> Ints:
    return column(call.world.written.tasks, name)


def _done(call: Call) -> Bools:
    completed = _column(call, "completed_at")
    return (completed > 0) & (completed <= call.world.last)


def _visible(call: Call) -> Bools:
    deals = call.world.written.rows_of_tasks()
    mask = (_column(call, "created_at") <= call.world.last) & (deals >= 0)
    return mask & call.world.visible_deals(call.user)[deals] if len(deals) else mask


def _select(call: Call) -> Ints:
    key = ("tasks", call.user.id, repr(call.query.root.get("filter")), call.query.order)
    found: Ints = call.world.remember(key, lambda: _find(call))
    return found


def _find(call: Call) -> Ints:
    query, created_at, done = call.query, _column(call, "created_at"), _done(call)
    updated_at = np.maximum(
        np.where(done, _column(call, "completed_at"), created_at), _column(call, "updated_at")
    )
    person, kind = _column(call, "person_id"), _column(call, "task_type")
    lists = {
        "id": _column(call, "id"),
        "responsible_user_id": person,
        "created_by": _column(call, "created_by"),
        "entity_id": _column(call, "deal_id"),
        "task_type": kind,
        "task_type_id": kind,
        "is_completed": done.astype(np.int64),
    }
    mask = _visible(call) & matching(query, lists, {"updated_at": updated_at})
    entity = values(query.filter("entity_type"))
    if entity and "leads" not in entity:
        mask &= False
    keys = {
        "id": _column(call, "id"),
        "created_at": created_at,
        "updated_at": updated_at,
        "complete_till": _column(call, "complete_till"),
    }
    return ordered(query, np.flatnonzero(mask), keys)


def _render(call: Call, row: int) -> Json:
    world, table, written = call.world, call.world.written.tasks, call.world.written
    task_id, person, kind = (int(table[name][row]) for name in ("id", "person_id", "task_type"))
    created_at, completed_at = int(table["created_at"][row]), int(table["completed_at"][row])
    is_done = 0 < completed_at <= world.last
    result = written.results.get(task_id, "Готово" if is_done and task_id % 3 == 0 else "")
    return {
        "id": task_id,
        "created_by": int(table["created_by"][row]),
        "updated_by": int(table["updated_by"][row]),
        "created_at": created_at,
        "updated_at": max(completed_at if is_done else created_at, int(table["updated_at"][row])),
        "responsible_user_id": person,
        "group_id": world.tables.groups.get(person, 0),
        "entity_id": int(table["deal_id"][row]),
        "entity_type": "leads",
        "duration": int(table["duration"][row]),
        "is_completed": is_done,
        "task_type_id": kind,
        "text": written.texts.get(task_id, _TEXTS.get(kind, "Задача")),
        # An object when there is a result, an empty array when there is none.
        "result": {"text": result} if result else [],
        "complete_till": int(table["complete_till"][row]),
        "account_id": world.company.account_id,
        "_links": call.link(f"tasks/{task_id}"),
    }
