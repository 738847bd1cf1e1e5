"""What web hooks tell: changes as v2-era form fields, keys in PHP's brackets, every value a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voronka.simulator import names
from voronka.simulator.amocrm.feed import KINDS
from voronka.simulator.amocrm.world import World

Fields = dict[str, str]


@dataclass(frozen=True)
class Item:
    """One change for one setting. `group` and `action` head its keys, as in `leads[status][0][id]`."""

    setting: str
    group: str
    action: str
    fields: Fields

    def form(self, place: int) -> Fields:
        """Its part of a form in which it is item number `place` of its group and action."""
        return {f"{self.group}[{self.action}][{place}]{name}": value for name, value in self.fields.items()}


def news(world: World, since: int, until: int) -> Iterator[Item]:
    """What happened from `since` up to, not including, `until`, oldest first. A change of stage or owner tells twice: as itself and as an update."""
    low, high = world.feed.between(since, until - 1)
    for position in range(high - 1, low - 1, -1):
        yield from _items(world, position)


def _items(world: World, position: int) -> Iterator[Item]:
    feed = world.feed
    kind, row, deal = KINDS[int(feed.kind[position])], int(feed.row[position]), int(feed.deal[position])
    at, author = int(feed.at[position]), int(feed.author[position])
    if kind == "lead_deleted":
        yield Item(
            "delete_lead", "leads", "delete", {"[id]": str(world.tables.deal_ids[deal]), "[type]": "lead"}
        )
    elif kind in _OWN:
        lead = _lead(world, deal, at, author)
        setting, action = _OWN[kind]
        yield Item(setting, "leads", action, lead | _old(world, kind, row))
        if action in ("status", "responsible"):
            yield Item("update_lead", "leads", "update", lead)
    elif kind in _OF_FIELDS and row < 0:
        yield Item("update_lead", "leads", "update", _lead(world, deal, at, author))
    elif kind.endswith("chat_message"):
        yield Item("note_contact", "contacts", "note", _message_note(world, deal, row, at))


#: Of what was written: the deal is told as it is now.
_OF_FIELDS = ("entity_tag_added", "entity_tag_deleted", "custom_field_value_changed")
_OWN = {
    "lead_added": ("add_lead", "add"),
    "lead_status_changed": ("status_lead", "status"),
    "entity_responsible_changed": ("responsible_lead", "responsible"),
    "sale_field_changed": ("update_lead", "update"),
    "lead_restored": ("restore_lead", "restore"),
}


def _lead(world: World, deal: int, at: int, author: int) -> Fields:
    company, state = world.company, world.state
    fields = {
        "id": world.tables.deal_ids[deal],
        "name": names.deal_name(company, deal),
        "status_id": state.status_id[deal],
        "price": state.price[deal] or "",
        "responsible_user_id": state.owner_id[deal],
        "last_modified": at,
        "modified_user_id": author,
        "created_user_id": company.deals["created_by"][deal],
        "date_create": company.deals["created_at"][deal],
        "pipeline_id": state.pipeline_id[deal],
        "account_id": company.account_id,
    }
    tags = world.written.tags_of(deal)
    named = {
        f"[tags][{nth}][{name}]": str(getattr(tag, name))
        for nth, tag in enumerate(tags)
        for name in ("id", "name")
    }
    return {f"[{name}]": str(value) for name, value in fields.items()} | named


def _old(world: World, kind: str, row: int) -> Fields:
    if kind == "entity_responsible_changed":
        return {"[old_responsible_user_id]": str(world.company.owner_changes["before"][row])}
    if kind != "lead_status_changed":
        return {}
    changes = world.company.stage_changes
    fields = {
        "[old_status_id]": changes["before_status_id"][row],
        "[status_id]": changes["after_status_id"][row],
    }
    if changes["before_pipeline_id"][row] != changes["after_pipeline_id"][row]:
        fields["[old_pipeline_id]"] = changes["before_pipeline_id"][row]
    return {name: str(value) for name, value in fields.items()}


def _message_note(world: World, deal: int, row: int, at: int) -> Fields:
    # One key is a text and the parent of another at once, as the service really sends it.
    return {
        "[note][id]": str(world.company.messages["id"][row]),
        "[note][element_id]": str(world.company.deals["contact_id"][deal]),
        "[note][type]": "3",
        "[note][type][message_uuid]": f"{world.company.account_id}-{row}",
        "[note][date_create]": str(at),
    }
