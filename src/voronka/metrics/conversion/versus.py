"""Two periods at equal age: differences of shares within a horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voronka.metrics.ask import compared
from voronka.metrics.kinds import Metric
from voronka.model.answer import Row
from voronka.stats.compare import difference
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
