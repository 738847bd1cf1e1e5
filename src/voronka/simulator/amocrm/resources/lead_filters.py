"""Which deals a list of leads shows, and in what order, as row numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.simulator.amocrm import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import Node, numbers, span, stage_pairs, values
from voronka.simulator.amocrm.tables import Bools, Ints

_RANGES = ("created_at", "updated_at", "closed_at", "closest_task_at")
_LISTS = {
    "id": "id",
    "pipeline_id": "pipeline_id",
    "responsible_user_id": "owner_id",
    "created_by": "created_by",
    "updated_by": "updated_by",
}
_ORDERS = ("id", "created_at", "updated_at")


def select(call: Call) -> Ints:
    """Rows of the company's deals that answer the query, in its order (by id when it names none that is known).

    A filter that the service does not know, the flat `filter[status_id]` among them, is silently ignored.
    """
    is_stub = "only_deleted" in call.query.wanted
    key = (
        "leads",
        call.user.id,
        is_stub,
        repr(call.query.root.get("filter")),
        call.query.root.get("query"),
        call.query.order,
    )
    found: Ints = call.world.remember(key, lambda: _select(call, is_stub))
    return found


def _select(call: Call, is_stub: bool) -> Ints:
    mask = call.world.visible_deals(call.user) & (call.world.state.is_deleted == is_stub)
    for name, where in _LISTS.items():
        node = call.query.filter(name)
        if node is not None:
            mask = mask & np.isin(_column(call, where), numbers(node))
    for name in _RANGES:
        mask = mask & _within(_column(call, name), call.query.filter(name))
    mask = mask & _priced(call) & _on_stages(call) & _with_field(call)
    return _ordered(call, _named(call, np.flatnonzero(mask)))


def _column(call: Call, name: str) -> Ints:
    if name == "id":
        return call.world.tables.deal_ids
    found: Any = getattr(call.world.state, name, None)
    return call.world.tables.deal(name) if found is None else found


def _within(column: Ints, node: Node) -> Bools:
    since, until = span(node)
    mask = np.ones(len(column), dtype=bool)
    if since is not None:
        mask &= column >= since
    if until is not None:
        mask &= column <= until
    return mask


def _priced(call: Call) -> Bools:
    node, price = call.query.filter("price"), call.world.state.price
    if node is None or isinstance(node, dict):
        return _within(price, node)
    return np.isin(price, numbers(node))


def _on_stages(call: Call) -> Bools:
    pairs, state = stage_pairs(call.query.filter("statuses")), call.world.state
    mask = np.full(len(state.exists), not pairs)
    for pipeline, status in pairs:
        is_pipeline = True if pipeline is None else state.pipeline_id == pipeline
        is_status = True if status is None else state.status_id == status
        mask |= is_pipeline & is_status
    return mask


def _with_field(call: Call) -> Bools:
    node = call.query.filter("custom_fields_values")
    mask = np.ones(len(call.world.state.exists), dtype=bool)
    for field in call.world.company.fields:
        wanted = numbers(node.get(str(field.id))) if isinstance(node, dict) else []
        if wanted and field.options:
            places = [place for place, option in enumerate(field.options) if option.id in wanted]
            mask &= np.isin(call.world.tables.deal("industry"), places)
    return mask


def _named(call: Call, rows: Ints) -> Ints:
    """Rows whose name is the one asked for, or holds the text of `query`; looked at one by one, like any text search."""
    exact, text = values(call.query.filter("name")), str(call.query.root.get("query") or "").lower()
    if not exact and not text:
        return rows
    called = [names.deal_name(int(number)) for number in call.world.tables.deal("name_no")[rows]]
    kept = [
        row
        for row, name in zip(rows, called, strict=True)
        if (not exact or name in exact) and text in name.lower()
    ]
    return np.array(kept, dtype=np.int64)


def _ordered(call: Call, rows: Ints) -> Ints:
    name, is_falling = call.query.order or ("id", False)
    if name not in _ORDERS:
        name, is_falling = "id", False
    keys = _column(call, name)[rows]
    return rows[np.argsort(-keys if is_falling else keys, kind="stable")]
