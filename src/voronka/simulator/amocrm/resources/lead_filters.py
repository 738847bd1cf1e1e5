"""Which deals a list of leads shows, and in what order, as row numbers."""

from __future__ import annotations

import numpy as np

from voronka.simulator import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import numbers, stage_pairs, values
from voronka.simulator.amocrm.masks import matching, ordered, within
from voronka.simulator.amocrm.tables import Bools, Ints


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
    tables, state = call.world.tables, call.world.state
    lists = {
        "id": tables.deal_ids,
        "pipeline_id": state.pipeline_id,
        "responsible_user_id": state.owner_id,
        "created_by": tables.deal("created_by"),
        "updated_by": state.updated_by,
    }
    ranges = {
        "created_at": tables.deal("created_at"),
        "updated_at": state.updated_at,
        "closed_at": state.closed_at,
        "closest_task_at": state.closest_task_at,
    }
    mask = (
        call.world.visible_deals(call.user)
        & (state.is_deleted == is_stub)
        & matching(call.query, lists, ranges)
    )
    mask = mask & _priced(call) & _on_stages(call) & _with_field(call)
    keys = {"id": tables.deal_ids, "created_at": tables.deal("created_at"), "updated_at": state.updated_at}
    return ordered(call.query, _named(call, np.flatnonzero(mask)), keys)


def _priced(call: Call) -> Bools:
    node, price = call.query.filter("price"), call.world.state.price
    if node is None or isinstance(node, dict):
        return within(price, node)
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
    called = [names.deal_name(call.world.company, int(row)) for row in rows]
    kept = [
        row
        for row, name in zip(rows, called, strict=True)
        if (not exact or name in exact) and text in name.lower()
    ]
    return np.array(kept, dtype=np.int64)
