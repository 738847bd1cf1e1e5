"""What deals the forecast begins with: the open ones, and what came in and was won before, each under its segment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.clock import local_day
from voronka.engines.base import Columns, Engine
from voronka.metrics.future.ground import everything
from voronka.metrics.future.relations import number_of
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.predict.stages import Ints

_WON = "select segment, deal_id, pipeline_id from facts where term = 'won'"
_KEPT = 32
#: Segments in which nothing happened for so many days, and nothing is open, are left out.
LATELY = 731
#: The group of their deals.
NO_GROUP = -1


@dataclass(frozen=True, eq=False)
class Told:
    """Segments are numbers: `groups` are their labels (None: not split). `open`: deals that are open; `counts`: deals by segment, pipeline, term and day;
    `won`: segments of won deals by deal and pipeline. Sorted by deal, so that the order of rows in the store tells nothing.
    """

    groups: tuple[str | None, ...]
    open: Columns
    counts: Columns
    won: Columns


def statements(asked: Asked) -> list[str]:
    """Counts, open deals and, where the question is split, whose each win was."""
    known = begun(asked)
    others = [statement_sql(known, "forecast", _WON)] if asked.by is not None else []
    return [statement_sql(known, "forecast"), statement_sql(known, "outlook_open"), *others]


def begun(asked: Asked) -> Asked:
    """The question over all deals known at its as-of time; those that are deleted then are none."""
    known = everything(asked)
    return replace(known, by=asked.by, metric=asked.metric)


def told(engine: Engine, asked: Asked) -> Told:
    """Read it; what was read is kept."""
    texts = statements(asked)
    return once(engine, "told", tuple(texts), lambda: _read(engine, asked, texts), _KEPT)


def _read(engine: Engine, asked: Asked, texts: list[str]) -> Told:
    counts, opened, *rest = (engine.run(text) for text in texts)
    won = rest[0] if rest else None
    lately = (
        counts["day"].astype(np.int64) >= number_of(local_day(asked.as_of, asked.account.timezone)) - LATELY
    )
    values = list(dict.fromkeys([*counts["segment"][lately].tolist(), *opened["segment"].tolist()]))
    names = labels(asked, values) if asked.by is not None else {None: None}
    number = {value: place for place, value in enumerate(names)}
    return Told(
        tuple(names.values()),
        _sorted(_numbered(opened, number)),
        _numbered(counts, number),
        _sorted(_numbered(won, number)) if won is not None else {},
    )


def standing(engine: Engine, asked: Asked) -> Told:
    """What a past forecast of the whole began with: the deals that were open at the as-of time, and nothing beside them."""
    text = statement_sql(replace(begun(asked), by=None), "outlook_open")
    none = np.zeros(0, dtype=np.int64)
    counts = dict.fromkeys(("pipeline_id", "term", "day", "deals", "amount", "group"), none)
    found = _sorted(_numbered(engine.run(text), {None: 0}))
    return Told((None,), found, counts, {})


def _numbered(columns: Columns, number: dict[Any, int]) -> Columns:
    """Segments as numbers, all else as whole numbers but the term and the source."""
    found = {
        name: column if name in ("term", "source") else column.astype(np.int64)
        for name, column in columns.items()
        if name != "segment"
    }
    segment: npt.NDArray[Any] = columns["segment"]
    if list(number) == [None]:
        return found | {"group": np.zeros(len(segment), dtype=np.int64)}
    places = [number.get(value, NO_GROUP) for value in segment.tolist()]
    return found | {"group": np.array(places, dtype=np.int64)}


def _sorted(columns: Columns) -> Columns:
    order = np.lexsort((columns["pipeline_id"], columns["deal_id"]))
    return {name: column[order] for name, column in columns.items()}


def groups_of(told: Told, pipeline_id: int, deals: Ints) -> Ints:
    """The groups of won deals of a pipeline; NO_GROUP where a deal is not known as won."""
    if not told.won:
        return np.zeros(len(deals), dtype=np.int64)
    here = told.won["pipeline_id"] == pipeline_id
    known, group = told.won["deal_id"][here], told.won["group"][here]
    if not len(known):
        return np.full(len(deals), NO_GROUP)
    place = np.minimum(np.searchsorted(known, deals), len(known) - 1)
    return np.where(known[place] == deals, group[place], NO_GROUP)
