"""The changes of owner, amount and stage of the deals of a slice: chains, one per deal and kind, in order."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from voronka.store.order import Change, in_order
from voronka.store.replay.columns import NONE, Bools, Columns, Ints, begins, ends, fetch, shifted

if TYPE_CHECKING:
    import duckdb

#: Kinds of chains; their values go by the phases of flow.py.
OWNER, AMOUNT, STAGE = 1, 2, 3
_CONTENT = ("before", "after", "author_id", "is_bulk")


def timeline(connection: duckdb.DuckDBPyConnection) -> Columns:
    """The rows of the view `timeline`, changes that share an instant in their true order.

    `before` is `NONE` where the source does not tell it; `prior` is what the change before in the chain led to, `NONE` on the first (`begins`);
    rows that are `is_ahead` lie beyond the horizon, and `is_last` is the last one that does not.
    """
    rows = fetch(connection, "select * from timeline")
    chain = rows["deal"] * 4 + rows["kind"]
    order_ties(rows, chain)
    rows["begins"] = begins(chain)
    rows["prior"] = np.where(rows["begins"], NONE, shifted(rows["after"], -1, NONE))
    rows["is_last"] = ~rows["is_ahead"] & (ends(chain) | shifted(rows["is_ahead"], 1, False))
    return rows


def order_ties(rows: Columns, chain: Ints) -> None:
    """Put changes of one chain that share an instant in order, in place; a change that came twice becomes one that changes nothing.

    Most are two of which one leads to the other. Chains with anything harder are walked by order.py.
    """
    if not len(chain):
        return
    first = np.flatnonzero(begins(chain) | begins(rows["at"]))
    size = np.diff(np.append(first, len(chain)))
    if size.max() == 1:
        return
    for name in _CONTENT:
        rows[name] = rows[name].copy()  # what comes from SQL may not be written to
    pair = first[size == 2]
    solved = _order_pairs(rows, chain, pair)
    hard = np.unique(np.concatenate([chain[first[size > 2]], chain[pair[~solved]]]))
    _order_chains(rows, chain, np.flatnonzero(np.isin(chain, hard)) if len(hard) else hard)


def _order_pairs(rows: Columns, chain: Ints, pair: Ints) -> Bools:
    """Swap pairs that stand the wrong way round; which pairs are now surely right."""
    before, after, change = rows["before"], rows["after"], rows["change_hash"]
    told = (before[pair] != NONE) & (before[pair + 1] != NONE) & (change[pair] != change[pair + 1])
    follows = after[pair] == before[pair + 1]
    precedes = after[pair + 1] == before[pair]
    wrong = pair[told & precedes & ~follows]
    for name in _CONTENT:
        column = rows[name]
        column[wrong], column[wrong + 1] = column[wrong + 1], column[wrong]
    # where the deal stood before may say that the walk begins with the other one
    is_first = (pair == 0) | (chain[pair - 1] != chain[pair])
    stood = np.where(is_first, NONE, after[pair - 1])
    right: Bools = told & (follows ^ precedes) & (stood != before[pair + 1])
    return right


def _order_chains(rows: Columns, chain: Ints, chosen: Ints) -> None:
    columns = [chain[chosen], rows["at"][chosen], chosen]
    columns += [rows[name][chosen] for name in ("change_hash", "before", "after", "author_id", "is_bulk")]
    listed = zip(*(column.tolist() for column in columns), strict=True)
    for _, links in groupby(listed, key=itemgetter(0)):
        state: int | None = None
        for _, instant in groupby(links, key=itemgetter(1)):
            found = list(instant)
            by_row = {row[2]: row for row in found}
            changes = [Change(row[2], row[3], None if row[4] == NONE else row[4], row[5]) for row in found]
            ordered = in_order(changes, state)
            state = ordered[-1].after
            content = [by_row[change.ref][4:] for change in ordered]
            content += [(NONE, state, NONE, False)] * (len(found) - len(ordered))
            for row, values in zip(found, content, strict=True):
                for name, value in zip(_CONTENT, values, strict=True):
                    rows[name][row[2]] = value
