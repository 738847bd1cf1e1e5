"""How the deals of a question ended: counted by segment, furthest position and outcome."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from voronka.engines.base import Engine
from voronka.metrics.days import count_sql
from voronka.metrics.scope import Asked, rows

#: Rows of `endings.sql`: segment, position, outcome, history, deals, no_amount, amount.
Endings = list[dict[str, Any]]

#: Statements kept per engine, whose store never changes: the figures of one page mostly speak of the same deals.
KEPT = 32
_kept: WeakKeyDictionary[Engine, OrderedDict[str, Endings]] = WeakKeyDictionary()
_lock = threading.Lock()


def endings(engine: Engine, asked: Asked) -> Endings:
    """The counts by segment, to be read only."""
    statement = count_sql(asked, "endings")
    with _lock:
        kept = _kept.setdefault(engine, OrderedDict())
        found = kept.get(statement)
    if found is None:
        found = rows(engine.run(statement))
    with _lock:
        kept[statement] = found
        kept.move_to_end(statement)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def of_whole(engine: Engine, asked: Asked, known: Endings | None = None) -> Endings:
    """The counts with each deal once, whatever the question splits by; `known` are those by segment, where they were read already."""
    if known is not None and not (asked.by and asked.by.is_multiple):
        return known
    return endings(engine, replace(asked, by=None))
