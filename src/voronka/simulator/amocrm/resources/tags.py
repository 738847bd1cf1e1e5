"""GET /{entity}/tags."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import numbers, values
from voronka.simulator.amocrm.pages import page
from voronka.simulator.shape import Named


def tags(call: Call) -> Response:
    """Tags of an entity; here only deals have some."""
    return page(call, "tags", _select(call), lambda tag: {"id": tag.id, "name": tag.name, "color": None})


def _select(call: Call) -> list[Named]:
    query = call.query
    ids, called, text = (
        numbers(query.filter("id")),
        values(query.filter("name")),
        str(query.root.get("query") or "").lower(),
    )
    tags_ = call.world.written.all_tags() if call.parts["entity"] == "leads" else ()
    return [
        tag
        for tag in tags_
        if (not ids or tag.id in ids) and (not called or tag.name in called) and text in tag.name.lower()
    ]
