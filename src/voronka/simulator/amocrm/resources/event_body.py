"""One event as the API shows it. What is empty comes as `[]`, as PHP writes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from voronka.simulator import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.feed import CONTACT, KINDS, TASK
from voronka.simulator.amocrm.pages import Json
from voronka.simulator.amocrm.world import World
from voronka.simulator.shape import Columns

Values = tuple[list[Json], list[Json]]
_PATHS = {"lead": "leads", "contact": "contacts", "task": "tasks"}


def render(call: Call, position: int) -> Json:
    """The event at a position of the feed."""
    world, feed = call.world, call.world.feed
    kind, row, deal = KINDS[int(feed.kind[position])], int(feed.row[position]), int(feed.deal[position])
    event_id = feed.id(position)
    before, after = _values(world, kind, row)
    entity, entity_id, more = _entity(call, kind, position, deal)
    return {
        "id": event_id,
        "type": _type(kind, after or before),
        "entity_id": entity_id,
        "entity_type": entity,
        "created_by": int(feed.author[position]),
        "created_at": int(feed.at[position]),
        "value_after": after,
        "value_before": before,
        "account_id": world.company.account_id,
        "_links": call.link(f"events/{event_id}"),
        "_embedded": {"entity": _embedded(call, entity, entity_id, deal, more)},
    }


def _values(world: World, kind: str, row: int) -> Values:
    if row < 0:
        event = world.written.events[-1 - row]
        return event.before, event.after
    return _VALUES[kind](world, row) if kind in _VALUES else ([], [])


def _type(kind: str, values: list[Json]) -> str:
    """Changes of a field bear its id in their kind."""
    if kind != "custom_field_value_changed":
        return kind
    return f"custom_field_{values[0]['custom_field_value']['field_id']}_value_changed"


def _entity(call: Call, kind: str, position: int, deal: int) -> tuple[str, int, Json]:
    feed, world = call.world.feed, call.world
    entity_id = int(feed.entity_id[position])
    if kind.endswith("chat_message") and not world.state.is_deleted[deal]:
        # Found by the contact, shown as the deal's; once the deal is deleted, the contact's again.
        contact = int(world.company.deals["contact_id"][deal])
        return "lead", int(world.tables.deal_ids[deal]), {"linked_talk_contact_id": contact or None}
    entity = {CONTACT: "contact", TASK: "task"}.get(int(feed.entity[position]), "lead")
    return entity, entity_id, {}


def _embedded(call: Call, entity: str, entity_id: int, deal: int, more: Json) -> Json:
    body: Json = {"id": entity_id, **more, "_links": call.link(f"{_PATHS[entity]}/{entity_id}")}
    if entity == "lead" and "lead_name" in call.query.wanted:
        body["name"] = names.deal_name(call.world.company, deal)
    if entity == "contact" and "contact_name" in call.query.wanted:
        body["name"] = names.contact_name(int(call.world.company.deals["name_no"][deal]))
    return body


def _both(table: Columns, row: int, wrap: Callable[[int], Json]) -> Values:
    return [wrap(int(table["before"][row]))], [wrap(int(table["after"][row]))]


def _stage(world: World, row: int) -> Values:
    changes = world.company.stage_changes
    before, after = (
        [
            {
                "lead_status": {
                    "id": int(changes[f"{side}_status_id"][row]),
                    "pipeline_id": int(changes[f"{side}_pipeline_id"][row]),
                }
            }
        ]
        for side in ("before", "after")
    )
    return before, after


def _sale(world: World, row: int) -> Values:
    return _both(world.company.amount_changes, row, lambda value: {"sale_field_value": {"sale": value}})


def _owner(world: World, row: int) -> Values:
    return _both(world.company.owner_changes, row, lambda value: {"responsible_user": {"id": value}})


def _added(world: World, row: int) -> Values:
    # The service writes a note of its own for every new deal; the list of notes does not show it.
    return [], [{"note": {"id": int(world.tables.deal_ids[row])}}]


def _call(world: World, row: int) -> Values:
    return [], [{"note": {"id": int(world.company.calls["id"][row])}}]


def _mail(world: World, row: int) -> Values:
    return [], [{"note": {"id": int(world.company.mails["id"][row])}}]


def _message(world: World, row: int) -> Values:
    number = int(world.company.messages["id"][row])
    return [], [
        {"message": {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{world.company.account_id} {number}"))}}
    ]


def _tags(world: World, row: int) -> Values:
    mask = int(world.company.deals["tags"][row])
    return [], [
        {"tag": {"name": tag.name}} for place, tag in enumerate(world.company.tags) if mask >> place & 1
    ]


def _nps(world: World, row: int) -> Values:
    return [], [{"nps": {"rate": int(world.company.answers["nps"][row])}}]


#: Types that are not here carry nothing before and nothing after.
_VALUES: dict[str, Callable[[World, int], Values]] = {
    "lead_added": _added,
    "lead_status_changed": _stage,
    "sale_field_changed": _sale,
    "entity_responsible_changed": _owner,
    "incoming_call": _call,
    "outgoing_call": _call,
    "incoming_mail": _mail,
    "outgoing_mail": _mail,
    "incoming_chat_message": _message,
    "outgoing_chat_message": _message,
    "entity_tag_added": _tags,
    "nps_rate_added": _nps,
}
