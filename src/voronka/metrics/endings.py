"""How the deals of a question ended: counted by segment, furthest position and outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.metrics.days import count_sql
from voronka.metrics.once import once
from voronka.metrics.scope import Asked

#: Rows of `endings.sql`: segment, position, outcome, history, deals, no_amount, amount.
Endings = list[dict[str, Any]]

#: Statements whose counts are kept: the figures of one page mostly speak of the same deals.
KEPT = 32


def endings(engine: Engine, asked: Asked) -> Endings:
    """The counts by segment, to be read only."""
    statement = count_sql(asked, "endings")
    return once(engine, "endings", statement, lambda: rows(engine.run(statement)), KEPT)


def of_whole(engine: Engine, asked: Asked, known: Endings | None = None) -> Endings:
    """The counts with each deal once, whatever the question splits by; `known` are those by segment, where they were read already."""
    if known is not None and not (asked.by and asked.by.is_multiple):
        return known
    return endings(engine, replace(asked, by=None))
