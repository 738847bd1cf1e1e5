"""How a share grows with age: the points of a curve that a page draws."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from voronka.metrics.conversion.ages import DAY
from voronka.stats.incidence import incidences
from voronka.stats.risk import Risk

#: Points of one curve, at the most.
POINTS = 60
#: The curve goes on beyond the horizon, to show what comes after it.
BEYOND = 2


def ages(risk: Risk, days: float, given: float | None, every: float | None = None) -> list[int]:
    """The whole days at which the curve is told: up to `given`, else to twice the default horizon, and no further than anybody was followed.

    With `every` the points are so many days apart, and the last is the first that ends the curve.
    """
    oldest = int(risk.age.max(initial=0)) // DAY + 1
    last = max(1, min(ceil(given or BEYOND * days), oldest))
    if every:
        step = max(1, round(every), ceil(last / POINTS))
        return [*range(step, last + step, step)]
    step = ceil(last / POINTS)
    return [*range(step, last, step), last]


def points(risk: Risk, days: list[int]) -> Iterator[dict[str, Any]]:
    """A point per age of a one-group table: the share that left by the first way, its interval, how many deals had come to that age, and how many are open and have not: while there are any the share can still change."""
    for day in days:
        share = incidences(risk, 0, day * DAY).estimate()
        reached = risk.age >= day * DAY
        at_risk = int(risk.left[reached].sum() + risk.censored[reached].sum())
        yield {
            "age_days": day,
            "value": share.value,
            "low": share.low,
            "high": share.high,
            "at_risk": at_risk,
            "waiting": int(risk.censored[~reached].sum()),
        }


def followed_sql(figure: str, day: str, ending: str) -> str:
    """The condition on the facts of those that came to an age (`at_risk`), or that are open and have not (`waiting`); `ending` is the column of how they left."""
    hours = int(float(day)) * DAY
    return f"hours >= {hours}" if figure == "at_risk" else f"{ending} = 'open' and hours < {hours}"
