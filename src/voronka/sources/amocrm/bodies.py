"""What of a record is kept: the same record must always give the same text, and no more of people than was asked for.

Links, paging and the next task are dropped, as they change without the record; empty PHP arrays become what they stand for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Record = dict[str, Any]
Keep = Callable[[Mapping[str, Any], bool], Record]

#: Change without the record, or say nothing of it.
_VOLATILE = frozenset({"_links", "closest_task_at", "account_id", "request_id"})
#: Fields of these codes hold a person's phone or e-mail.
_PRIVATE_FIELDS = frozenset({"PHONE", "EMAIL", "IM"})
_NOTE_PARAMS = ("uniq", "duration", "source", "call_result", "call_status", "call_responsible", "income")
_UNSORTED_METADATA = (
    "called_at",
    "duration",
    "received_at",
    "form_id",
    "form_name",
    "form_sent_at",
    "source_name",
    "service",
    "service_code",
)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text(record: Mapping[str, Any]) -> str:
    """The JSON text to land.

    >>> text({"b": [], "a": "КП"})
    '{"a":"КП","b":[]}'
    """
    return _ENCODER.encode(record)


def whole(record: Mapping[str, Any], _contact_details: bool) -> Record:
    """Everything but links."""
    return _clean(record)


def deal(record: Mapping[str, Any], contact_details: bool) -> Record:
    """A lead: `loss_reason` always an array, of contacts and companies only ids, phone and e-mail fields only if asked for."""
    kept = _clean(record)
    if "custom_fields_values" in kept:
        kept["custom_fields_values"] = _fields(kept["custom_fields_values"], contact_details)
    inside = kept.get("_embedded")
    if isinstance(inside, dict):
        kept["_embedded"] = {
            name: sorted(_listed(value), key=_by_id)
            for name, value in inside.items()
            if name != "catalog_elements"
        }
    return kept


def contact(record: Mapping[str, Any], contact_details: bool) -> Record:
    """A contact or company: names and ids, all its fields only if asked for."""
    names = ("id", "name", "first_name", "last_name", "is_deleted", "created_at")
    kept: Record = {name: record[name] for name in names if name in record}
    if contact_details:
        kept["custom_fields_values"] = _fields(record.get("custom_fields_values"), True)
    return kept


def task(record: Mapping[str, Any], contact_details: bool) -> Record:
    """A task without its text, which may say anything about anybody."""
    kept = _clean(record)
    if not contact_details:
        kept.pop("text", None)
        kept.pop("result", None)
    return kept


def note(record: Mapping[str, Any], contact_details: bool) -> Record:
    """A call or letter: when, who, how long, how it ended; not with which number and about what."""
    kept = _clean(record)
    params = _mapping(kept.get("params"))
    kept["params"] = (
        params if contact_details else {name: params[name] for name in _NOTE_PARAMS if name in params}
    )
    return kept


def unsorted(record: Mapping[str, Any], contact_details: bool) -> Record:
    """An incoming enquiry without the enquirer's phone and address."""
    kept = _clean(record)
    metadata = _mapping(kept.get("metadata"))
    kept["metadata"] = (
        metadata
        if contact_details
        else {name: metadata[name] for name in _UNSORTED_METADATA if name in metadata}
    )
    inside = _mapping(kept.get("_embedded"))
    kept["_embedded"] = {
        name: [{"id": one["id"]} for one in _listed(value) if "id" in one] for name, value in inside.items()
    }
    return kept


def event(record: Mapping[str, Any], _contact_details: bool) -> Record:
    """An event; the name that its entity bears today is dropped, the contact of a chat is kept."""
    kept = _clean(record)
    entity = _mapping(_mapping(kept.pop("_embedded", None)).get("entity"))
    if "linked_talk_contact_id" in entity:
        kept["linked_talk_contact_id"] = entity["linked_talk_contact_id"]
    return kept


def user(record: Mapping[str, Any], contact_details: bool) -> Record:
    """A person who works in the CRM: name, group, rights."""
    kept = _clean(record)
    rights = _mapping(kept.get("rights"))
    kept["rights"] = {
        name: rights[name]
        for name in ("is_admin", "is_active", "is_free", "group_id", "role_id", "leads")
        if name in rights
    }
    if not contact_details:
        for name in ("email", "phone_number"):
            kept.pop(name, None)
    return kept


def _clean(record: Mapping[str, Any]) -> Record:
    """Without volatile keys, at any depth."""
    return {
        key: _cleaned(inner) if isinstance(inner, (dict, list)) else inner
        for key, inner in record.items()
        if key not in _VOLATILE
    }


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return _clean(value)
    return [_cleaned(inner) if isinstance(inner, (dict, list)) else inner for inner in value]


def _mapping(value: Any) -> Record:
    """PHP writes an empty object as []."""
    return dict(value) if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    """A list, also where one object stands for it."""
    if isinstance(value, dict):
        return [value]
    return list(value) if isinstance(value, list) else []


def _fields(value: Any, contact_details: bool) -> list[Any] | None:
    fields = [
        field for field in _listed(value) if contact_details or field.get("field_code") not in _PRIVATE_FIELDS
    ]
    return fields or None


def _by_id(item: Any) -> Any:
    return item.get("id") or 0 if isinstance(item, dict) else 0
