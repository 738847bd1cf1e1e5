"""POST and PATCH /tasks: a task is made, changed or completed with a result, never deleted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.feed import TASK
from voronka.simulator.amocrm.pages import Json, hal, nothing
from voronka.simulator.amocrm.problems import wrong
from voronka.simulator.amocrm.resources.account import TASK_TYPES
from voronka.simulator.amocrm.resources.batch import Item, Wrongs, answered, check, items
from voronka.simulator.amocrm.written import Event

_MOST_LETTERS = 65_535
_CHANGED = {
    "text": ("task_text_changed", "task"),
    "task_type_id": ("task_type_changed", "task_type"),
    "complete_till": ("task_deadline_changed", "task_deadline"),
}


def add_tasks(call: Call) -> Response:
    """New tasks."""
    sent = items(call)
    check({item.request_id: [*item.missing("text", "complete_till"), *_wrongs(call, item)] for item in sent})
    now, rows, events = call.world.write(), [], []
    for item in sent:
        number = _add(call, item, now)
        events.append(_event(call, "task_added", now, item.number("entity_id"), number))
        rows.append(_told(call, number, now, item.request_id))
    call.world.wrote(events)
    return hal(answered(call, "tasks", rows))


def change_tasks(call: Call) -> Response:
    """Several tasks, each named by its `id`."""
    sent = items(call)
    places = {item.request_id: _row(call, item.number("id")) for item in sent}
    check({item.request_id: _change_wrongs(call, item, places[item.request_id]) for item in sent})
    now, events = call.world.write(), list[Event]()
    for item in sent:
        events += _change(call, item, places[item.request_id], now)
    call.world.wrote(events)
    rows = [_told(call, item.number("id"), now, item.request_id) for item in sent]
    return hal(answered(call, "tasks", rows))


def change_task(call: Call) -> Response:
    """One task, by its address."""
    number = int(call.parts["id"]) if call.parts["id"].isdigit() else -1
    row = _row(call, number)
    if row < 0:
        return nothing()
    [item] = items(call)
    check({item.request_id: _change_wrongs(call, item, row)})
    now = call.world.write()
    call.world.wrote(list(_change(call, item, row, now)))
    return hal({"id": number, "updated_at": now, "_links": call.link(f"tasks/{number}")})


def _row(call: Call, number: int) -> int:
    """The row of a task that this user may see; −1 where there is none."""
    written = call.world.written
    found = np.flatnonzero(written.tasks["id"] == number)
    if not len(found):
        return -1
    deal = int(written.rows_of_tasks()[found[0]])
    is_seen = deal >= 0 and bool(call.world.visible_deals(call.user)[deal])
    return int(found[0]) if is_seen else -1


def _wrongs(call: Call, item: Item) -> Wrongs:
    body, found = item.body, item.whole("complete_till", "entity_id", "responsible_user_id", "task_type_id")
    if found:
        return found
    if "text" in body and not 0 < len(str(body["text"])) <= _MOST_LETTERS:
        found.append(wrong("NotBlank", "text", "This value should not be blank."))
    if "responsible_user_id" in body and not _is_active(call, item.number("responsible_user_id")):
        found.append(_no_choice("responsible_user_id"))
    if "task_type_id" in body and item.number("task_type_id") not in [one["id"] for one in TASK_TYPES]:
        found.append(_no_choice("task_type_id"))
    if body.get("entity_type", "leads") != "leads":
        found.append(_no_choice("entity_type"))
    if "entity_id" in body and not _is_there(call, item.number("entity_id")):
        found.append(_no_choice("entity_id"))
    return found


def _change_wrongs(call: Call, item: Item, row: int) -> Wrongs:
    if row < 0:
        return [_no_choice("id")]
    result = item.body.get("result")
    if result is not None and (not isinstance(result, dict) or not isinstance(result.get("text"), str)):
        return [wrong("InvalidType", "result", "This value should be an object with a text.")]
    return _wrongs(call, item)


def _no_choice(path: str) -> dict[str, str]:
    return wrong("NotSupportedChoice", path, "The value you selected is not a valid choice.")


def _is_active(call: Call, number: int) -> bool:
    person = call.world.person(number)
    return person is not None and person.is_active and not person.is_vanished


def _is_there(call: Call, deal_id: int) -> bool:
    row = int(call.world.tables.rows_of(np.array([deal_id]))[0])
    is_seen = row >= 0 and bool(call.world.visible_deals(call.user)[row])
    return is_seen and not call.world.state.is_deleted[row]


def _add(call: Call, item: Item, now: int) -> int:
    written, author = call.world.written, call.user.id
    number = written.add_task(
        deal_id=item.number("entity_id"),
        created_at=now,
        created_by=author,
        updated_by=author,
        person_id=item.number("responsible_user_id", author),
        task_type=item.number("task_type_id", 1),
        complete_till=item.number("complete_till"),
        duration=item.number("duration"),
    )
    written.texts[number] = str(item.body["text"])
    return number


def _change(call: Call, item: Item, row: int, now: int) -> Iterator[Event]:
    written, body = call.world.written, item.body
    number, deal = int(written.tasks["id"][row]), int(written.tasks["deal_id"][row])
    columns = {
        "complete_till": "complete_till",
        "responsible_user_id": "person_id",
        "task_type_id": "task_type",
    }
    changes = {column: item.number(name) for name, column in columns.items() if name in body}
    is_done = 0 < int(written.tasks["completed_at"][row]) <= now
    if body.get("is_completed") is True and not is_done:
        changes["completed_at"] = now
        yield _event(call, "task_completed", now, deal, number)
    elif body.get("is_completed") is False:
        changes["completed_at"] = 0
    for name, (kind, word) in _CHANGED.items():
        if name in body:
            value = {"text": str(body[name])} if name == "text" else _number(name, item.number(name))
            yield _event(call, kind, now, deal, number, [{word: value}])
    if "text" in body:
        written.texts[number] = str(body["text"])
    if isinstance(body.get("result"), dict):
        written.results[number] = str(body["result"]["text"])
        yield _event(call, "task_result_added", now, deal, number, [{"note": {"id": written.next_id()}}])
    written.change_task(row, updated_at=now, updated_by=call.user.id, **changes)


def _number(name: str, value: int) -> Json:
    return {"timestamp": value} if name == "complete_till" else {"id": value}


def _event(call: Call, kind: str, now: int, deal: int, number: int, after: list[Json] | None = None) -> Event:
    return Event(kind, now, deal, call.user.id, TASK, number, [], after or [])


def _told(call: Call, number: int, now: int, request_id: str) -> Json:
    return {"id": number, "updated_at": now, "request_id": request_id, "_links": call.link(f"tasks/{number}")}
