"""Is it a leak? Only where more is attainable, and where letting more deals through would bring more wins."""

from __future__ import annotations

from voronka.metrics.bottlenecks.chain import Link
from voronka.stats.doubts import ENOUGH
from voronka.stats.redraw import percentiles

#: A gap smaller than this share of the deals is not worth a word.
SLIGHT = 0.01
#: A stage is no leak where the gap is surely smaller than this.
NARROW = 0.03
#: A filter: one more deal let through surely brings less than this share of what an average one brings.
WORTH = 0.5


def verdict(link: Link) -> str:
    """leak, healthy_filter, not_a_leak or cannot_tell."""
    if link.gap is None or link.reached is None or link.entries < ENOUGH or link.step.is_wide:
        return "cannot_tell"
    point, (low, high) = float(link.gap.mean()), percentiles(link.gap)
    if low > 0 and point >= SLIGHT:
        is_filter = link.marginal is not None and (link.marginal.high or 0.0) < WORTH
        return "healthy_filter" if is_filter else "leak"
    return "not_a_leak" if high < NARROW else "cannot_tell"
