"""GET, POST and DELETE /webhooks, for administrators."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import values
from voronka.simulator.amocrm.hooks import Hook
from voronka.simulator.amocrm.pages import Json, hal, listing, nothing


def webhooks(call: Call) -> Response:
    """All hooks, or with `filter[destination]` that one."""
    call.need_admin()
    wanted = values(call.query.filter("destination"))
    found = call.world.hooks.listed(wanted[0] if wanted else None)
    return listing(call, "webhooks", [_render(call, hook) for hook in found]) if found else nothing()


def subscribe(call: Call) -> Response:
    """Make a hook or change its settings."""
    call.need_admin()
    asked = call.body if isinstance(call.body, dict) else {}
    hook = call.world.hooks.subscribe(
        asked.get("destination"), asked.get("settings"), call.user.id, call.world.now()
    )
    return hal(_render(call, hook), 201)


def unsubscribe(call: Call) -> Response:
    """Forget a hook."""
    call.need_admin()
    asked = call.body if isinstance(call.body, dict) else {}
    call.world.hooks.unsubscribe(asked.get("destination"))
    return nothing()


def _render(call: Call, hook: Hook) -> Json:
    return {
        "id": hook.id,
        "destination": hook.destination,
        "created_at": hook.created_at,
        "updated_at": hook.updated_at,
        "account_id": call.world.company.account_id,
        "created_by": hook.created_by,
        "sort": hook.id,
        "disabled": hook.is_disabled,
        "settings": hook.settings,
    }
