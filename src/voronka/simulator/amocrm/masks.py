"""Filters of a list as masks over columns, and its order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from voronka.simulator.amocrm.filters import Node, Query, numbers, span
from voronka.simulator.amocrm.tables import Bools, Ints


def matching(query: Query, lists: Mapping[str, Ints], ranges: Mapping[str, Ints]) -> Bools:
    """Rows that have one of the asked values in each column of `lists` and lie in the asked range of each column of `ranges`."""
    columns = {**lists, **ranges}
    mask = np.ones(len(next(iter(columns.values()))), dtype=bool)
    for name, column in lists.items():
        node = query.filter(name)
        if node is not None:
            mask &= np.isin(column, numbers(node))
    for name, column in ranges.items():
        mask &= within(column, query.filter(name))
    return mask


def within(column: Ints, node: Node) -> Bools:
    """Rows inside the range that a node describes, both ends included; all rows when it is None."""
    since, until = span(node)
    mask = np.ones(len(column), dtype=bool)
    if since is not None:
        mask &= column >= since
    if until is not None:
        mask &= column <= until
    return mask


def ordered(query: Query, rows: Ints, keys: Mapping[str, Ints]) -> Ints:
    """`rows` in the order asked for, else in that of the first of `keys`; unknown orders are ignored."""
    name, is_falling = query.order or ("", False)
    if name not in keys:
        name, is_falling = next(iter(keys)), False
    column = keys[name][rows]
    return rows[np.argsort(-column if is_falling else column, kind="stable")]
