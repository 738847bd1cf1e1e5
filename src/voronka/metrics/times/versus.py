"""Times in two periods: how much longer or shorter, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.ask import compared
from voronka.metrics.kinds import Metric
from voronka.metrics.times.words import span
from voronka.model.answer import Row
from voronka.model.estimate import Estimate, Times
from voronka.stats.discoveries import reliable, two_sided
from voronka.stats.intervals import Z, square_and_add


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


def remarks(rows: Sequence[Row], column: str, place: str = "") -> tuple[Phrase, ...]:
    """What the medians in `column` say of the other period: those that differ beyond false discoveries, with the stage that `place` names."""
    told = [row for row in rows if row["segment"] is None and row["versus"] and row[column] is not None]
    known = [row for row in told if row["versus"].get(column, {}).get("low") is not None]
    if not known:
        return (say("Too little to compare the two periods."),) if told else ()
    sure = reliable([_p_value(row["versus"][column]) for row in known])
    found = [
        say(
            "{place}the median was {then} and is {now}, which is more than luck.",
            place=say("“{name}”: ", name=row[place]) if place else "",
            then=span(row["versus"][column]["then"].median_days),
            now=span(row[column].median_days),
        )
        for row, is_sure in zip(known, sure, strict=True)
        if is_sure
    ]
    return tuple(found) or (say("No reliable difference to the other period."),)


def _p_value(told: dict[str, Any]) -> float:
    """Of no difference, from an interval of 95 %."""
    half = (told["high"] - told["low"]) / 2
    if not half:
        return 1.0 if not told["difference"] else 0.0
    return float(two_sided(Z * told["difference"] / half))
