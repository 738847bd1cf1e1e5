"""GET /events, /events/{id}, /events/types: the history of everything, newest first."""

from __future__ import annotations

import numpy as np
from starlette.responses import Response

from voronka.simulator.amocrm import ulid
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import hal, listing, nothing, page
from voronka.simulator.amocrm.resources.event_body import render
from voronka.simulator.amocrm.resources.event_filters import check, select, shown
from voronka.simulator.amocrm.resources.event_types import TYPES

_CAP = 100


def events(call: Call) -> Response:
    """The feed. No order is documented for it, so `order` is ignored; inside a second the order means nothing."""
    check(call)
    return page(call, "events", select(call), lambda position: render(call, int(position)), cap=_CAP)


def event(call: Call) -> Response:
    """One event by its id."""
    second = ulid.second_of(call.parts["id"])
    if second is None:
        return nothing()
    low, high = call.world.feed.between(second, second)
    positions = np.arange(low, high)
    for position in positions[shown(call, low, high)]:
        if call.world.feed.id(int(position)) == call.parts["id"]:
            return hal(render(call, int(position)))
    return nothing()


def types(call: Call) -> Response:
    """Every type of event the account can have, those of the feed and some that never occur in this company."""
    language = call.query.root.get("language_code")
    bodies = [
        {
            "key": key,
            "type": number,
            "lang": russian if language in (None, "ru") else key.replace("_", " ").capitalize(),
        }
        for number, (key, russian) in enumerate(TYPES.items(), start=1)
    ]
    return listing(call, "events_types", bodies)
