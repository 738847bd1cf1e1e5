"""Times in two periods: how much longer or shorter, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voronka.metrics.ask import compared
from voronka.metrics.kinds import Metric
from voronka.model.answer import Row
from voronka.model.estimate import Estimate, Times
from voronka.stats.intervals import square_and_add


def with_times(metric: Metric, rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """As `compared`; for times also the difference of the medians in days, by square-and-add of their intervals."""
    names = ("segment", *metric.keys)
    then = {tuple(row.get(name) for name in names): row for row in others}
    found: list[Row] = []
    for row in compared(metric, rows, others):
        other = then.get(tuple(row.get(name) for name in names))
        if other is None:
            found.append(row)
            continue
        both = {
            name: _difference(value, other[name])
            for name, value in row.items()
            if isinstance(value, Times) and isinstance(other.get(name), Times)
        }
        found.append({**row, "versus": {**row["versus"], **both}})
    return found


def _difference(one: Times, other: Times) -> dict[str, Any]:
    medians = (Estimate(times.n, times.median_days, times.low, times.high) for times in (one, other))
    return {"then": other} | dict(zip(("difference", "low", "high"), square_and_add(*medians), strict=True))
