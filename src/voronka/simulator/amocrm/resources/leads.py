"""GET /leads and /leads/{id}."""

from __future__ import annotations

import numpy as np
from starlette.responses import Response

from voronka.simulator import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.amocrm.resources import loss_reasons
from voronka.simulator.amocrm.resources.custom_fields import lead_values
from voronka.simulator.amocrm.resources.lead_filters import select
from voronka.simulator.amocrm.switches import draw

#: Deals touched before a page, at most, while rows move.
_TOUCHES = 3


def leads(call: Call) -> Response:
    """The list: deals that are not deleted, or with `with=only_deleted` stubs of those that are."""
    if call.world.faults.moving:
        _move(call)
    render = stub if "only_deleted" in call.query.wanted else render_lead
    return page(call, "leads", select(call), lambda row: render(call, int(row)))


def lead(call: Call) -> Response:
    """One deal; 204 when there is none, it is deleted, or it is somebody else's."""
    number = call.parts["id"]
    row = int(call.world.tables.rows_of(np.array([int(number[:18])]))[0]) if number.isdigit() else -1
    if row < 0 or not call.world.visible_deals(call.user)[row] or call.world.state.is_deleted[row]:
        return nothing()
    return hal(render_lead(call, row))


def _move(call: Call) -> None:
    """Touch a few deals of the pages that were read already: in the order of `updated_at` all later rows move up."""
    number, limit = call.query.number("page", 1), min(call.query.number("limit", 50), 250)
    read = select(call)[: (number - 1) * limit]
    if len(read):
        world = call.world
        count = 1 + int(draw(world.faults.seed, "how many", world.requests) * _TOUCHES)
        chosen = [
            int(draw(world.faults.seed, f"which {nth}", world.requests) * len(read)) for nth in range(count)
        ]
        world.touch(read[chosen])


def stub(call: Call, row: int) -> Json:
    """What is left of a deleted deal."""
    state = call.world.state
    return {
        "id": int(call.world.tables.deal_ids[row]),
        "updated_at": int(state.updated_at[row]),
        "updated_by": int(state.updated_by[row]),
        "is_deleted": True,
    }


def render_lead(call: Call, row: int) -> Json:
    """A deal as the API shows one."""
    world, wanted = call.world, call.query.wanted
    state, deals = world.state, world.company.deals
    lead_id, owner_id = int(world.tables.deal_ids[row]), int(state.owner_id[row])
    body = {
        "id": lead_id,
        "name": names.deal_name(world.company, row),
        "price": int(state.price[row]),
        "responsible_user_id": owner_id,
        "group_id": world.tables.groups.get(owner_id, 0),
        "status_id": int(state.status_id[row]),
        "pipeline_id": int(state.pipeline_id[row]),
        "loss_reason_id": int(state.loss_reason_id[row]) or None,
        "source_id": (int(deals["source_id"][row]) or None) if "source_id" in wanted else None,
        "created_by": int(deals["created_by"][row]),
        "updated_by": int(state.updated_by[row]),
        "created_at": int(deals["created_at"][row]),
        "updated_at": int(state.updated_at[row]),
        "closed_at": int(state.closed_at[row]) or None,
        "closest_task_at": int(state.closest_task_at[row]) or None,
        "is_deleted": False,
        "custom_fields_values": lead_values(call, row),
        "score": None,
        "account_id": world.company.account_id,
        "labor_cost": None,
        "_links": call.link(f"leads/{lead_id}"),
        "_embedded": _embedded(call, row),
    }
    if "is_price_modified_by_robot" in wanted:
        body["is_price_modified_by_robot"] = False
    return body


def _embedded(call: Call, row: int) -> Json:
    company, wanted = call.world.company, call.query.wanted
    firm = int(company.deals["company_id"][row])
    embedded: Json = {
        "tags": [{"id": tag.id, "name": tag.name, "color": None} for tag in call.world.written.tags_of(row)],
        "companies": [{"id": firm, "_links": call.link(f"companies/{firm}")}] if firm else [],
    }
    if "contacts" in wanted:
        person = int(company.deals["contact_id"][row])
        embedded["contacts"] = (
            [{"id": person, "is_main": True, "_links": call.link(f"contacts/{person}")}] if person else []
        )
    if "loss_reason" in wanted:
        reason = call.world.tables.loss_reasons.get(int(call.world.state.loss_reason_id[row]))
        embedded["loss_reason"] = [loss_reasons.render(call, reason)] if reason else []
    if "catalog_elements" in wanted:
        embedded["catalog_elements"] = []
    if "source" in wanted:
        source = call.world.tables.sources.get(int(company.deals["source_id"][row]))
        embedded["source"] = {"id": source.id, "name": source.name} if source else None
    return embedded
