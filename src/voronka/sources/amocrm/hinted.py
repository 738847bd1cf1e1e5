"""Deals that the CRM said have changed are read first, each by its id, with its moves.

A sync finds nearly all of them by itself. What it does not see before the nightly check are deals that left every list without a word, as a merged one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from voronka.model.source import Page
from voronka.sources.amocrm import tables
from voronka.sources.amocrm.client import Params
from voronka.sources.amocrm.reading import read_page
from voronka.sources.amocrm.repair import BATCH, asked_for
from voronka.sources.amocrm.sweep import Reader, records

#: More hints than this are left to the sync, which reads all that is new.
MOST = 100
#: Events are asked for by at most so many ids at once.
_IDS = 10


def read_hinted(reader: Reader, deals: Sequence[int], repaired: Mapping[str, Any] | None) -> Iterator[Page]:
    """Land deals as they are now and their moves; of those that were open at the last repair and are nowhere, that they vanished."""
    ids = sorted(set(deals))[-MOST:]
    open_once = frozenset((repaired or {}).get("open", []))
    for first in range(0, len(ids), BATCH):
        yield from asked_for(reader, ids[first : first + BATCH], open_once)
    for first in range(0, len(ids), _IDS):
        yield from _moves(reader, ids[first : first + _IDS])


def _moves(reader: Reader, ids: Sequence[int]) -> Iterator[Page]:
    chosen: Params = (("filter[entity]", "lead"), *(("filter[entity_id][]", number) for number in ids))
    table = replace(tables.MOVES, params=(*tables.MOVES.params, *chosen))
    page, has_next = 1, True
    while has_next:
        rows, has_next = read_page(reader.client.get, table, page)
        # an account that does not filter returns the moves of all deals, which the sync reads in its own way
        if not rows or any(int(row.get("entity_id") or 0) not in ids for row in rows):
            return
        yield Page(table.stream, records(table, rows, reader.contact_details))
        page += 1
