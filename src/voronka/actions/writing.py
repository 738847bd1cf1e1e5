"""How each kind is written, found again and taken back: requests of the desk made of rows, and rows of its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.actions.words import place_in
from voronka.model.action import Action, ActionRow
from voronka.sources.amocrm.desk import Desk, LiveDeal

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Way:
    """How one kind is written. `seek` finds what was written already; `before` is what must be known to take it back."""

    send: Callable[[Desk, Action, Sequence[ActionRow]], Answers]
    seek: Callable[[Desk, Action, Sequence[ActionRow]], Mapping[int, Mapping[str, Any]]]
    before: Callable[[Action, ActionRow, LiveDeal], Mapping[str, Any]] = lambda *_: {}


def request_id(row: ActionRow) -> str:
    """By which a row is known in a request and its answer."""
    return str(row.place)


def _tasks(desk: Desk, _: Action, rows: Sequence[ActionRow]) -> Answers:
    return desk.add_tasks(
        [
            {
                "request_id": request_id(row),
                "entity_id": row.deal_id,
                "entity_type": "leads",
                "responsible_user_id": row.person_id,
                "task_type_id": 1,
                "text": row.content["text"],
                "complete_till": row.content["till"],
            }
            for row in rows
        ]
    )


def _notes(desk: Desk, _: Action, rows: Sequence[ActionRow]) -> Answers:
    return desk.add_notes(
        [
            {
                "request_id": request_id(row),
                "entity_id": row.deal_id,
                "note_type": "common",
                "params": {"text": row.content["text"]},
            }
            for row in rows
        ]
    )


def _tags(desk: Desk, _: Action, rows: Sequence[ActionRow]) -> Answers:
    return desk.change_deals(
        [
            {"request_id": request_id(row), "id": row.deal_id, "tags_to_add": [{"name": row.content["tag"]}]}
            for row in rows
        ]
    )


def _scores(desk: Desk, action: Action, rows: Sequence[ActionRow]) -> Answers:
    return desk.change_deals(
        [with_value(row, action.parameters["field_id"], row.content["value"]) for row in rows]
    )


def with_value(row: ActionRow, field_id: int, value: Any) -> dict[str, Any]:
    """The change of a deal's field; None empties it."""
    values = None if value is None else [{"value": value}]
    return {
        "request_id": request_id(row),
        "id": row.deal_id,
        "custom_fields_values": [{"field_id": field_id, "values": values}],
    }


def _sought_tasks(desk: Desk, action: Action, rows: Sequence[ActionRow]) -> Mapping[int, Mapping[str, Any]]:
    found = desk.tasks_of([row.deal_id for row in rows])
    return {
        place: one for one in found if (place := place_in(str(one.get("text", "")), action.key)) is not None
    }


def _sought_notes(desk: Desk, action: Action, rows: Sequence[ActionRow]) -> Mapping[int, Mapping[str, Any]]:
    found = desk.notes_of([row.deal_id for row in rows])
    texts = ((one, str((one.get("params") or {}).get("text", ""))) for one in found)
    return {place: one for one, text in texts if (place := place_in(text, action.key)) is not None}


def _sought_tags(desk: Desk, _: Action, rows: Sequence[ActionRow]) -> Mapping[int, Mapping[str, Any]]:
    live = desk.deals([row.deal_id for row in rows])
    return {
        row.place: {"id": row.deal_id}
        for row in rows
        if row.deal_id in live and row.content["tag"] in live[row.deal_id].tags
    }


def _sought_scores(desk: Desk, action: Action, rows: Sequence[ActionRow]) -> Mapping[int, Mapping[str, Any]]:
    live, field_id = desk.deals([row.deal_id for row in rows]), action.parameters["field_id"]
    return {
        row.place: {"id": row.deal_id}
        for row in rows
        if row.deal_id in live and live[row.deal_id].values.get(field_id) == str(row.content["value"])
    }


def _tag_before(_: Action, row: ActionRow, live: LiveDeal) -> Mapping[str, Any]:
    return {"had_tag": row.content["tag"] in live.tags}


def _score_before(action: Action, _: ActionRow, live: LiveDeal) -> Mapping[str, Any]:
    return {"value": live.values.get(action.parameters["field_id"])}


WAYS: Mapping[str, Way] = {
    "task": Way(_tasks, _sought_tasks),
    "note": Way(_notes, _sought_notes),
    "tag": Way(_tags, _sought_tags, _tag_before),
    "score": Way(_scores, _sought_scores, _score_before),
}
