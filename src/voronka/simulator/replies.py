"""How soon enquiries are truly answered: counted in a sample of deals of its own, with every call, mail and message that a person sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from voronka.simulator.activities import make_stays, make_touches
from voronka.simulator.history import assemble
from voronka.simulator.people import NEVER
from voronka.simulator.walk import walk
from voronka.simulator.world import fresh_deals, make_world

SAMPLE = 60_000
#: Minutes within which the share of answered enquiries is counted.
WITHIN = (5, 15, 60, 240, 1440)
#: Messages that go out without a person.
BY_ROBOT = 0.1


def true_responses(until: datetime, years: float, seed: int, days_beyond: int) -> dict[str, Any]:
    """Of deals of the main pipeline, from creation to the first call, mail or message that a person sent: shares answered in less than so many
    minutes (standard error at most 0.002), share answered at all, and the median in minutes."""
    world = make_world(SAMPLE, seed, until, years, days_beyond)
    arrivals = fresh_deals(world, SAMPLE)
    history = assemble([(arrivals, walk(world.chance(1), arrivals, world.ends, world.staff, world.calendar))])
    stays = make_stays(history, world.ends)
    rng = world.chance(8)
    touches = make_touches(rng, history, stays, world.ends, world.staff, world.calendar)
    first = np.full(len(history.arrivals), NEVER)
    for name, made in touches.items():
        is_sent = ~made.incoming & (made.at >= history.arrivals.at[made.deal])
        if name == "messages":
            is_sent &= rng.random(len(made.deal)) >= BY_ROBOT
        np.minimum.at(first, made.deal[is_sent], made.at[is_sent])
    minutes = np.where(first < NEVER, (first - history.arrivals.at) // 60, NEVER)
    ordered = np.sort(minutes)
    return {
        "n": len(minutes),
        "answered": float(np.mean(minutes < NEVER)),
        "within_minutes": {str(one): float(np.mean(minutes < one)) for one in WITHIN},
        "median_minutes": int(ordered[(len(ordered) - 1) // 2]),
    }
