"""Which events the feed shows, as positions in the index."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.feed import ENTITIES, KINDS, ON_REQUEST
from voronka.simulator.amocrm.filters import numbers, span, stage_pairs, values
from voronka.simulator.amocrm.problems import invalid
from voronka.simulator.amocrm.tables import Bools, Ints

_MOST_IDS = 10
_FIELD_TYPE = re.compile(r"custom_field_(\d+)_value_changed")
_ON_REQUEST = [KINDS.index(kind) for kind in ON_REQUEST]


def check(call: Call) -> None:
    """400 for combinations the service refuses."""
    query = call.query
    ids, entities, types = (
        values(query.filter("entity_id")),
        values(query.filter("entity")),
        values(query.filter("type")),
    )
    if ids and len(entities) != 1:
        raise invalid("InvalidFilter", "filter.entity_id", "Filter by entity_id needs exactly one entity")
    for name, given in (("entity_id", ids), ("created_by", values(query.filter("created_by")))):
        if len(given) > _MOST_IDS:
            raise invalid("TooMany", f"filter.{name}", f"At most {_MOST_IDS} values, {len(given)} given")
    if len(types) > 1 and any(_FIELD_TYPE.fullmatch(kind) for kind in types):
        raise invalid(
            "InvalidFilter",
            "filter.type",
            "custom_field_{ID}_value_changed cannot be combined with other types",
        )


def select(call: Call) -> Ints:
    """Positions of the events that answer the query, newest first."""
    key = ("events", call.user.id, repr(call.query.root.get("filter")))
    found: Ints = call.world.remember(key, lambda: _select(call))
    return found


def shown(call: Call, low: int, high: int) -> Bools:
    """Which events of the range this user may see: nothing late, nothing of a deal that is not there or not his."""
    world, feed = call.world, call.world.feed
    deals = feed.deal[low:high]
    mask = (deals >= 0) & ~world.is_late(feed.at[low:high], feed.chance[low:high].view(np.int64))
    return mask & world.visible_deals(call.user)[deals] if len(world.tables.deal_ids) else mask


def _select(call: Call) -> Ints:
    query, feed = call.query, call.world.feed
    since, until = span(query.filter("created_at"))
    low, high = feed.between(since, min(call.world.last, call.world.last if until is None else until))
    high = max(low, high)
    mask = shown(call, low, high) & _typed(call, low, high)
    authors, ids = numbers(query.filter("created_by")), values(query.filter("id"))
    if authors:
        mask &= np.isin(feed.author[low:high], authors)
    mask &= _about(call, low, high)
    found = low + np.flatnonzero(mask)
    for side in ("before", "after"):
        found = _valued(call, found, side)
    return (
        np.array([position for position in found if feed.id(int(position)) in ids], dtype=np.int64)
        if ids
        else found
    )


def _typed(call: Call, low: int, high: int) -> Bools:
    kinds = call.world.feed.kind[low:high]
    types = values(call.query.filter("type"))
    if not types:
        return ~np.isin(kinds, _ON_REQUEST)
    mask = np.isin(kinds, [KINDS.index(name) for name in types if name in KINDS])
    if len(types) == 1 and (field := _FIELD_TYPE.fullmatch(types[0])):
        return np.asarray(mask | _of_field(call, low, high, int(field[1])))
    return np.asarray(mask)


def _of_field(call: Call, low: int, high: int, field_id: int) -> Bools:
    feed, events = call.world.feed, call.world.written.events
    mask = feed.kind[low:high] == KINDS.index("custom_field_value_changed")
    for place in np.flatnonzero(mask):
        event = events[-1 - int(feed.row[low + place])]
        mask[place] = (event.after or event.before)[0]["custom_field_value"]["field_id"] == field_id
    return np.asarray(mask, dtype=bool)


def _about(call: Call, low: int, high: int) -> Bools:
    feed, query = call.world.feed, call.query
    entities, ids = values(query.filter("entity")), numbers(query.filter("entity_id"))
    mask = np.ones(high - low, dtype=bool)
    if entities:
        mask &= np.isin(
            feed.entity[low:high], [ENTITIES.index(name) for name in entities if name in ENTITIES]
        )
    if ids:
        mask &= np.isin(feed.entity_id[low:high], ids)
    return mask


def _valued(call: Call, found: Ints, side: str) -> Ints:
    """Those whose value before or after is the one asked for."""
    node = call.query.filter(f"value_{side}")
    if not isinstance(node, dict):
        return found
    pairs, owners, exact = (
        stage_pairs(node.get("leads_statuses")),
        numbers(node.get("responsible_user_id")),
        numbers(node.get("value")),
    )
    company = call.world.company
    if pairs:
        stages = company.stage_changes

        def on_stage(rows: Ints) -> Bools:
            pipelines, statuses = stages[f"{side}_pipeline_id"][rows], stages[f"{side}_status_id"][rows]
            hits = [(p is None or pipelines == p) & (s is None or statuses == s) for p, s in pairs]
            return np.asarray(np.logical_or.reduce(hits))

        found = _keep(call, found, "lead_status_changed", on_stage)
    if owners:
        found = _keep(
            call,
            found,
            "entity_responsible_changed",
            lambda rows: np.isin(company.owner_changes[side][rows], owners),
        )
    if exact:
        found = _keep(
            call, found, "sale_field_changed", lambda rows: np.isin(company.amount_changes[side][rows], exact)
        )
    return found


def _keep(call: Call, found: Ints, kind: str, test: Callable[[Ints], Bools]) -> Ints:
    feed = call.world.feed
    found = found[feed.kind[found] == KINDS.index(kind)]
    return found[test(feed.row[found])] if len(found) else found
