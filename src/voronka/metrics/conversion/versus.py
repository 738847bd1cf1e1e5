"""Two periods at equal age: differences of shares within a horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from voronka.language import Phrase, say
from voronka.metrics.ask import compared
from voronka.metrics.kinds import Metric
from voronka.model.answer import Row
from voronka.stats.compare import difference
from voronka.stats.discoveries import reliable, two_sided
from voronka.stats.intervals import Z
from voronka.stats.risk import Risk

#: More rows than this are compared by their intervals alone (square and add): a bootstrap of each would take too long.
MANY = 24

#: By row: its table of ages, and the horizon in units of age.
Tables = Mapping[tuple[Any, ...], tuple[Risk, float]]


def with_differences(
    metric: Metric,
    rows: Sequence[Row],
    others: Sequence[Row],
    column: str,
    tables: Tables,
    other_tables: Tables,
) -> list[Row]:
    """The rows compared, `column` by its two tables: Newcombe's interval where all were followed to the horizon, else a bootstrap over deals."""
    found = compared(metric, rows, others)
    if len(found) > MANY:
        return found
    return [_sharper(metric, row, column, tables, other_tables) for row in found]


def _sharper(metric: Metric, row: Row, column: str, tables: Tables, other_tables: Tables) -> Row:
    key = (row["segment"], *(row[name] for name in metric.keys))
    then = row["versus"]
    if not then or column not in then or key not in tables or key not in other_tables:
        return row
    (one, horizon), (other, _) = tables[key], other_tables[key]
    apart = difference(one, other, 0, horizon)
    if apart is None or then[column]["difference"] is None:
        return row
    sharper = then[column] | {"difference": apart.value, "low": apart.low, "high": apart.high}
    return {**row, "versus": {**then, column: sharper}}


def remarks(rows: Sequence[Row], column: str, name: str) -> list[Phrase]:
    """What the rows say of the other period in words; of several rows only those that differ beyond false discoveries are named."""
    known = [(row, row["versus"][column]) for row in rows if _is_told(row, column)]
    if not known:
        return []
    if len(rows) == 1:
        return [_of_one(known[0][1])]
    apart = np.array([then["difference"] for _, then in known])
    errors = np.array([(then["high"] - then["low"]) / (2 * Z) for _, then in known])
    is_apart = reliable(two_sided(apart / np.maximum(errors, 1e-12)))
    names = [
        f"{row[name]} ({_points(gap)})"
        for (row, _), gap, yes in zip(known, apart, is_apart, strict=True)
        if yes
    ]
    if not names:
        return [say("At the same age no row differs reliably from the other period.")]
    return [
        say(
            "At the same age these differ reliably from the other period, in points: {names}.",
            names=", ".join(names),
        )
    ]


def _is_told(row: Row, column: str) -> bool:
    then: Mapping[str, Any] = (row["versus"] or {}).get(column) or {}
    return then.get("low") is not None and then.get("high") is not None


def _of_one(then: Mapping[str, Any]) -> Phrase:
    values = {
        "then": round(100 * then["then"].value),
        "points": _points(then["difference"]),
        "low": _points(then["low"]),
        "high": _points(then["high"]),
    }
    if then["low"] > 0 or then["high"] < 0:
        return say(
            "At the same age the other period had {then}%: now {points} points ({low} to {high}).", **values
        )
    return say(
        "At the same age the other period had {then}%: {points} points ({low} to {high}), no reliable difference.",
        **values,
    )


def _points(share: float) -> str:
    """Percentage points with their sign.

    >>> _points(0.031), _points(-0.12)
    ('+3', '−12')
    """
    return f"{round(100 * share):+d}".replace("-", "\N{MINUS SIGN}").replace("+0", "0")
