"""Counts by age, as SQL gives them, made into tables for the estimators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voronka.engines.base import Columns
from voronka.metrics.folding import grouped
from voronka.stats.risk import Risk

Key = tuple[Any, ...]


def tables(
    columns: Columns,
    keys: Sequence[str],
    age: str,
    ending: str,
    count: str,
    causes: Sequence[str] | None = None,
) -> tuple[list[Key], Risk]:
    """A curve for each combination of `keys`: the combinations, and one table with a group for each.

    `age`, `ending` and `count` name columns; `causes` are the endings that are events, in order, any other one censors; None: every ending but
    `open` is one and the same event.

    >>> columns = {"stage": np.array([1, 1]), "hours": np.array([5, 7]), "exit": np.array(["lost", "open"]), "stays": np.array([2, 3])}
    >>> groups, risk = tables(columns, ["stage"], "hours", "exit", "stays")
    >>> groups, risk.events.tolist(), risk.censored.tolist()
    ([(1,)], [[2, 0]], [0, 3])
    """
    counts, ended = columns[count].astype(np.int64), columns[ending]
    codes = np.zeros(len(counts), dtype=np.int64)
    groups: list[Key] = []
    for key, part in grouped(columns, *keys):
        codes[part] = len(groups)
        groups.append(key)
    kinds = [ended != "open"] if causes is None else [ended == cause for cause in causes]
    events = np.array([np.where(kind, counts, 0) for kind in kinds])
    return groups, Risk.make(
        columns[age].astype(np.int64),
        events,
        counts - events.sum(axis=0),
        group=codes,
        groups=max(len(groups), 1),
    )
