"""GET /leads/loss_reasons."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.shape import Named


def loss_reasons(call: Call) -> Response:
    """All reasons."""
    return page(call, "loss_reasons", call.world.company.loss_reasons, lambda reason: render(call, reason))


def loss_reason(call: Call) -> Response:
    """One reason."""
    found = next(
        (reason for reason in call.world.company.loss_reasons if str(reason.id) == call.parts["id"]), None
    )
    return hal(render(call, found)) if found else nothing()


def render(call: Call, reason: Named) -> Json:
    """A reason as the API shows one, in the list and inside a lead."""
    company = call.world.company
    return {
        "id": reason.id,
        "name": reason.name,
        "sort": 100000,
        "created_at": company.started_at,
        "updated_at": company.started_at,
        "_links": call.link(f"leads/loss_reasons/{reason.id}"),
    }
