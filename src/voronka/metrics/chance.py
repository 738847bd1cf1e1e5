"""Two periods compared: which differences of counts and sums chance alone would make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from voronka.metrics.kinds import Metric
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.stats.events import Amounts, count_p_value, sum_p_value

#: Below this a difference is more than chance.
LEVEL = 0.05


def with_chance(known: Asked, other: Asked, rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """The compared rows, each with `by_chance` in its `versus`: figure → the chance of so great a difference between periods that are alike."""
    share, metric = _share(known, other), known.metric
    if share is None:
        return list(rows)
    then = {_key(metric, row): row for row in others}
    return [
        {
            **row,
            "versus": {**row["versus"], "by_chance": _chances(metric, row, then[_key(metric, row)], share)},
        }
        if row["versus"]
        else row
        for row in rows
    ]


def is_clear(row: Row, name: str) -> bool | None:
    """Whether a compared count or sum differs by more than chance makes; None where that is not known.

    >>> is_clear({"versus": {"by_chance": {"won": 0.73}}}, "won"), is_clear({"versus": None}, "won")
    (False, None)
    """
    found = ((row.get("versus") or {}).get("by_chance") or {}).get(name)
    return None if found is None else found < LEVEL


def _share(known: Asked, other: Asked) -> float | None:
    """The first period's part of the time of both, as far as each was seen."""
    one, two = _seen(known), _seen(other)
    return one / (one + two) if one > timedelta(0) and two > timedelta(0) else None


def _seen(known: Asked) -> timedelta:
    period = known.question.period
    if period is None:
        return timedelta(0)
    start, end = period.bounds(known.account.timezone)
    return min(end, known.as_of) - start


def _key(metric: Metric, row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("segment", *metric.keys))


def _chances(metric: Metric, row: Row, other: Row, share: float) -> dict[str, float]:
    found = {
        name: count_p_value(row[name], other[name], share)
        for name in metric.events
        if isinstance(row.get(name), int) and isinstance(other.get(name), int)
    }
    for name, mean in metric.sums:
        one, two = Amounts.of(row[mean]), Amounts.of(other[mean])
        chance = sum_p_value(one, two, share) if one and two else None
        if chance is not None:
            found[name] = chance
    return found
