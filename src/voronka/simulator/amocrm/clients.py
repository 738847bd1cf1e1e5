"""Contacts and firms, which the company keeps only as columns of its deals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.simulator.amocrm.tables import Ints, Tables


@dataclass(frozen=True)
class Clients:
    """Contacts or firms sorted by id. `deal` is the row of a deal of theirs that names them; deals of number i are `order[first[i]:last[i]]`."""

    ids: Ints
    deal: Ints
    created_at: Ints
    order: Ints
    first: Ints
    last: Ints

    def deals(self, place: int) -> Ints:
        """Rows of the deals of one of them."""
        return self.order[self.first[place] : self.last[place]]


def clients_of(tables: Tables, name: str) -> Clients:
    """The clients behind a column of deals, `contact_id` or `company_id`. They are as old as their first deal."""
    column = tables.deal(name)
    order = np.argsort(column, kind="stable")
    order = order[column[order] > 0]
    ids, first = np.unique(column[order], return_index=True)
    last = np.append(first[1:], len(order)).astype(np.int64)
    created_at = (
        np.minimum.reduceat(tables.deal("added_at")[order], first)
        if len(ids)
        else np.zeros(0, dtype=np.int64)
    )
    return Clients(ids, order[first], created_at, order, first.astype(np.int64), last)
