"""POST and PATCH of notes of deals. Notes cannot be deleted."""

from __future__ import annotations

import numpy as np
from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.feed import LEAD
from voronka.simulator.amocrm.pages import Json, hal, nothing
from voronka.simulator.amocrm.problems import wrong
from voronka.simulator.amocrm.resources.batch import Item, Wrongs, answered, check, items
from voronka.simulator.amocrm.written import Event, Note

#: Types that clients may write here, with the words each needs.
TYPES = {
    "common": ("text",),
    "service_message": ("service", "text"),
    "extended_service_message": ("service", "text"),
}


def add_notes(call: Call) -> Response:
    """New notes; of the deal in the address, else each of its own `entity_id`."""
    sent = items(call)
    check({item.request_id: _wrongs(call, item) for item in sent})
    now, made = call.world.write(), []
    for item in sent:
        written, deal = call.world.written, _deal(call, item)
        author = call.user.id
        owner = item.number("responsible_user_id", author)
        made.append(
            Note(
                written.next_id(),
                deal,
                str(item.body["note_type"]),
                dict(item.body["params"]),
                author,
                owner,
                now,
                now,
            )
        )
    call.world.written.notes += made
    call.world.wrote([_event(call, one, now) for one in made if one.kind == "common"])
    rows = [_told(call, one) | {"request_id": item.request_id} for one, item in zip(made, sent, strict=True)]
    return hal(answered(call, "notes", rows))


def change_notes(call: Call) -> Response:
    """Several notes, each named by its `id`."""
    sent = items(call)
    known = {item.request_id: _found(call, item.number("id")) for item in sent}
    check({item.request_id: _change_wrongs(item, known[item.request_id]) for item in sent})
    now = call.world.write()
    rows = [_change(call, item, known[item.request_id], now) for item in sent]
    call.world.wrote([])
    return hal(answered(call, "notes", rows))


def change_note(call: Call) -> Response:
    """One note, by its address."""
    number = int(call.parts["note_id"]) if call.parts["note_id"].isdigit() else -1
    note = _found(call, number)
    if note is None:
        return nothing()
    [item] = items(call)
    check({item.request_id: _change_wrongs(item, note)})
    told = _change(call, item, note, call.world.write())
    call.world.wrote([])
    return hal(told)


def _deal(call: Call, item: Item) -> int:
    number = call.parts.get("id", "")
    return int(number) if number.isdigit() else item.number("entity_id")


def _wrongs(call: Call, item: Item) -> Wrongs:
    found = item.missing("note_type", "params", *(() if "id" in call.parts else ("entity_id",)))
    if found:
        return found
    if not _is_seen(call, _deal(call, item)):
        found.append(
            wrong("NotSupportedChoice", "entity_id", "The value you selected is not a valid choice.")
        )
    return found + _param_wrongs(str(item.body["note_type"]), item.body["params"])


def _param_wrongs(kind: str, params: object) -> Wrongs:
    if kind not in TYPES:
        return [wrong("NotSupportedChoice", "note_type", "The value you selected is not a valid choice.")]
    given = params if isinstance(params, dict) else {}
    return [
        wrong("NotBlank", f"params.{name}", "This value should not be blank.")
        for name in TYPES[kind]
        if not given.get(name)
    ]


def _change_wrongs(item: Item, note: Note | None) -> Wrongs:
    if note is None:
        return [wrong("NotSupportedChoice", "id", "The value you selected is not a valid choice.")]
    return _param_wrongs(str(item.body.get("note_type", note.kind)), item.body.get("params", note.params))


def _found(call: Call, number: int) -> Note | None:
    """A note that was written and that this user may see."""
    found = (one for one in call.world.written.notes if one.id == number and _is_seen(call, one.deal_id))
    return next(found, None)


def _is_seen(call: Call, deal_id: int) -> bool:
    row = int(call.world.tables.rows_of(np.array([deal_id]))[0])
    return (
        row >= 0 and bool(call.world.visible_deals(call.user)[row]) and not call.world.state.is_deleted[row]
    )


def _change(call: Call, item: Item, note: Note | None, now: int) -> Json:
    assert note is not None
    note.params, note.updated_at = dict(item.body.get("params", note.params)), now
    return _told(call, note) | {"updated_at": now, "request_id": item.request_id}


def _event(call: Call, note: Note, now: int) -> Event:
    return Event(
        "common_note_added",
        now,
        note.deal_id,
        call.user.id,
        LEAD,
        note.deal_id,
        [],
        [{"note": {"id": note.id}}],
    )


def _told(call: Call, note: Note) -> Json:
    return {
        "id": note.id,
        "entity_id": note.deal_id,
        "_links": call.link(f"leads/{note.deal_id}/notes/{note.id}"),
    }
