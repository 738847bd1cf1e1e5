"""What the sources cost: roubles a day for each paid one, following the rhythm of enquiries."""

from __future__ import annotations

import numpy as np

from voronka.simulator.shape import Columns
from voronka.simulator.sources import ORIGINS, SOURCE_IDS
from voronka.simulator.worktime import busyness

#: Clicks and campaigns are paid whether or not they bring a lead that day: spread (log) of a day's cost.
SPREAD = 0.25
#: Monthly costs are those of a company with so many deals.
DEALS = 5_000


def make_costs(rng: np.random.Generator, deals: int, start: int, until: int) -> Columns:
    """The table `costs`, sorted by day and source, for a company with about `deals` new deals in the span."""
    midnight, weight = busyness(start, until)
    expected = deals * weight / weight.sum()
    parts = []
    for number, origin in enumerate(ORIGINS):
        if origin.lead_cost or origin.month_cost:
            noise = np.exp(SPREAD * rng.standard_normal(len(midnight)))
            roubles = (
                origin.lead_cost * origin.share * expected + origin.month_cost / 30.4 * deals / DEALS
            ) * noise
            parts.append(
                (midnight, np.full(len(midnight), SOURCE_IDS[number]), np.round(roubles).astype(np.int64))
            )
    day, source, roubles = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((source, day))
    return {"day": day[order], "source_id": source[order], "roubles": roubles[order]}
