"""PATCH /leads: tags and custom fields of deals; and POST /leads/custom_fields. What else a deal has is not changed here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.feed import LEAD
from voronka.simulator.amocrm.pages import Json, hal, nothing
from voronka.simulator.amocrm.problems import ApiError, wrong
from voronka.simulator.amocrm.resources.batch import Item, Wrongs, answered, check, items
from voronka.simulator.amocrm.resources.custom_fields import defined, lead_values
from voronka.simulator.amocrm.written import Event
from voronka.simulator.shape import Named, SimField

_KNOWN = {
    "id",
    "request_id",
    "custom_fields_values",
    "tags_to_add",
    "tags_to_delete",
    "_embedded",
    "updated_by",
    "updated_at",
}
#: Types of fields that can be made here, with the numbers by which events call them.
TYPES = {
    "text": 1,
    "numeric": 2,
    "checkbox": 3,
    "select": 4,
    "multiselect": 5,
    "date": 6,
    "url": 7,
    "textarea": 9,
}


def change_leads(call: Call) -> Response:
    """Several deals, each named by its `id`."""
    sent = items(call)
    rows = {item.request_id: _row(call, item.number("id")) for item in sent}
    check({item.request_id: _wrongs(call, item, rows[item.request_id]) for item in sent})
    now = _write(call, [(item, rows[item.request_id]) for item in sent])
    told = [
        {
            "id": item.number("id"),
            "updated_at": now,
            "request_id": item.request_id,
            "_links": call.link(f"leads/{item.number('id')}"),
        }
        for item in sent
    ]
    return hal(answered(call, "leads", told))


def change_lead(call: Call) -> Response:
    """One deal, by its address."""
    number = int(call.parts["id"]) if call.parts["id"].isdigit() else -1
    row = _row(call, number)
    if row < 0:
        return nothing()
    [item] = items(call)
    check({item.request_id: _wrongs(call, item, row)})
    now = _write(call, [(item, row)])
    return hal({"id": number, "updated_at": now, "_links": call.link(f"leads/{number}")})


def add_fields(call: Call) -> Response:
    """New fields of deals, for administrators."""
    call.need_admin()
    sent = items(call)
    check({item.request_id: _field_wrongs(item) for item in sent})
    call.world.write()
    written = call.world.written
    for item in sent:
        enums = item.body.get("enums") or []
        options = tuple(Named(written.next_id(), str(one["value"])) for one in enums)
        made = SimField(
            written.next_id(), str(item.body["name"]), str(item.body["type"]), item.body.get("code"), options
        )
        written.fields.append(made)
    call.world.wrote([])
    bodies = [
        {**defined(call, len(written.all_fields()) - len(sent) + nth), "request_id": item.request_id}
        for nth, item in enumerate(sent)
    ]
    return hal({"_total_items": len(bodies), "_embedded": {"custom_fields": bodies}})


def _row(call: Call, number: int) -> int:
    """The row of a deal; −1 where there is none. ApiError 403 for one of somebody else's."""
    row = int(call.world.tables.rows_of(np.array([number]))[0])
    if row < 0 or not call.world.state.exists[row] or call.world.state.is_deleted[row]:
        return -1
    if not call.world.visible_deals(call.user)[row]:
        raise ApiError(403, "Недостаточно прав для вызова метода")
    return row


def _wrongs(call: Call, item: Item, row: int) -> Wrongs:
    if row < 0:
        return [wrong("NotSupportedChoice", "id", "The value you selected is not a valid choice.")]
    found = [
        wrong("NotSupported", name, "The simulator changes tags and fields only.")
        for name in item.body
        if name not in _KNOWN
    ]
    for name in ("tags_to_add", "tags_to_delete"):
        found += [
            wrong("FieldMissing", f"{name}.{place}.name", "This field is missing.")
            for place, tag in enumerate(item.body.get(name) or [])
            if not isinstance(tag, dict) or not ({"id", "name"} & set(tag))
        ]
    fields = {field.id: field for field in call.world.written.all_fields()}
    for place, one in enumerate(item.body.get("custom_fields_values") or []):
        found += _value_wrongs(fields, one, f"custom_fields_values.{place}")
    return found


def _value_wrongs(fields: dict[int, SimField], one: Any, path: str) -> Wrongs:
    known = fields.get(int(one.get("field_id") or 0)) if isinstance(one, dict) else None
    if known is None:
        return [
            wrong("NotSupportedChoice", f"{path}.field_id", "The value you selected is not a valid choice.")
        ]
    values = one.get("values")
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        return [wrong("InvalidType", f"{path}.values", "This value should be of type array.")]
    if known.type == "numeric" and any(not _is_number(value.get("value")) for value in values):
        return [wrong("InvalidType", f"{path}.values.0.value", "This value should be of type numeric.")]
    return []


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _field_wrongs(item: Item) -> Wrongs:
    found = item.missing("name", "type")
    if not found and item.body["type"] not in TYPES:
        found.append(wrong("NotSupportedChoice", "type", "The value you selected is not a valid choice."))
    return found


def _write(call: Call, sent: list[tuple[Item, int]]) -> int:
    now, events = call.world.write(), []
    for item, row in sent:
        events += [*_tags(call, item, row, now), *_fields(call, item, row, now)]
        call.world.written.touched[row] = now, call.user.id
    call.world.wrote(events)
    return now


def _tags(call: Call, item: Item, row: int, now: int) -> Iterator[Event]:
    written, body = call.world.written, item.body
    before = written.tags_of(row)
    embedded = body.get("_embedded")
    if isinstance(embedded, dict) and "tags" in embedded:
        after = tuple(_tag(call, one) for one in embedded["tags"] or [])
    else:
        gone = [_tag(call, one) for one in body.get("tags_to_delete") or []]
        added = [_tag(call, one) for one in body.get("tags_to_add") or []]
        after = tuple(dict.fromkeys([*(tag for tag in before if tag not in gone), *added]))
    if after == before:
        return
    written.tags[row] = after
    new = [{"tag": {"name": tag.name}} for tag in after if tag not in before]
    old = [{"tag": {"name": tag.name}} for tag in before if tag not in after]
    if new:
        yield _event(call, "entity_tag_added", row, now, [], new)
    if old:
        yield _event(call, "entity_tag_deleted", row, now, old, [])


def _tag(call: Call, one: Json) -> Named:
    """A tag by its id or its name; a new one where there is none of that name."""
    known = {tag.id: tag for tag in call.world.written.all_tags()}
    return known.get(one.get("id", 0)) or call.world.written.tag_called(str(one.get("name", "")))


def _fields(call: Call, item: Item, row: int, now: int) -> Iterator[Event]:
    written = call.world.written
    fields = {field.id: field for field in written.all_fields()}
    for one in item.body.get("custom_fields_values") or []:
        known = fields[one["field_id"]]
        before: list[Json] = next(
            (old["values"] for old in lead_values(call, row) or [] if old["field_id"] == known.id), []
        )
        after = [{"value": _kept(known, value)} for value in one.get("values") or []]
        if after == before:
            continue
        written.values[row, known.id] = after
        sides = [_side(known, values) for values in (before, after)]
        yield _event(call, "custom_field_value_changed", row, now, *sides)


def _kept(field: SimField, value: Json) -> Any:
    """A value as the account keeps it: a number as a text."""
    return str(value.get("value")) if field.type == "numeric" else value.get("value")


def _side(field: SimField, values: list[Json]) -> list[Json]:
    number = TYPES.get(field.type, 1)
    return [
        {
            "custom_field_value": {
                "field_id": field.id,
                "field_type": number,
                "enum_id": value.get("enum_id"),
                "text": str(value.get("value")),
            }
        }
        for value in values
    ]


def _event(call: Call, kind: str, row: int, now: int, before: list[Json], after: list[Json]) -> Event:
    deal = int(call.world.tables.deal_ids[row])
    return Event(kind, now, deal, call.user.id, LEAD, deal, before, after)
