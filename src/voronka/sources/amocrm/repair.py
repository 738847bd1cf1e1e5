"""The nightly check: the last 30 days and all open deals are read again, and open deals that have vanished are found.

A deal that was merged into another disappears from every list without a word. So the ids of open deals are kept from one repair to
the next, and those that are open no longer are asked for by id: who is neither alive nor in the trash is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from voronka.model.source import Page, Progress
from voronka.sources.amocrm import tables
from voronka.sources.amocrm.client import Params
from voronka.sources.amocrm.reading import FilterIgnoredError, Row, read_page
from voronka.sources.amocrm.schedule import read_all
from voronka.sources.amocrm.sweep import Reader, Scan, records
from voronka.sources.amocrm.tables import Table

STREAM = "repair"
#: Every stream is read again from so many seconds before its newest row.
OVERLAP = 30 * 86_400
#: Ids in one request.
BATCH = 100
_CLOSED = (142, 143)


def open_deals(reader: Reader, state: Mapping[str, Any] | None) -> Iterator[Page | Progress]:
    """Read all open deals, one stage at a time, then look for those that were open at the last repair and are not among them."""
    scans = [_OpenScan(table, reader) for table in _stages(reader)]
    try:
        yield from read_all(list(scans), reader)
    except FilterIgnoredError:  # one request in place of many that each return everything
        yield from read_all([Scan(tables.DEALS, reader)], reader)
        return
    is_open = {number for scan in scans for number in scan.ids}
    missing = sorted(set((state or {}).get("open", [])) - is_open)
    for first in range(0, len(missing), BATCH):
        yield from asked_for(reader, missing[first : first + BATCH], frozenset(missing))
    yield Page(STREAM, records(tables.DEALS, [], False), {"open": sorted(is_open)})


class _OpenScan(Scan):
    """Deals of one stage; remembers their ids."""

    def __init__(self, table: Table, reader: Reader) -> None:
        super().__init__(table, reader)
        self.ids: set[int] = set()

    def seen(self, rows: list[Row]) -> None:
        """Check that the filter was obeyed."""
        wanted = dict(self.table.params)
        for row in rows:
            if str(row["status_id"]) != str(wanted["filter[statuses][0][status_id]"]):
                raise FilterIgnoredError
            self.ids.add(int(row["id"]))


def _stages(reader: Reader) -> list[Table]:
    pipelines, _ = read_page(reader.client.get, tables.PIPELINES, 1)
    return [
        replace(
            tables.DEALS,
            stream=f"{STREAM}.{pipeline['id']}.{stage['id']}",
            params=(
                *tables.DEALS.params,
                ("filter[statuses][0][pipeline_id]", pipeline["id"]),
                ("filter[statuses][0][status_id]", stage["id"]),
            ),
        )
        for pipeline in pipelines
        for stage in pipeline["_embedded"]["statuses"]
        if stage["id"] not in _CLOSED
    ]


def asked_for(reader: Reader, ids: Sequence[int], once_open: Set[int]) -> Iterator[Page]:
    """Land deals as they are now; those that were open once and are nowhere as vanished."""
    chosen: Params = tuple(("filter[id][]", number) for number in ids)
    found: set[int] = set()
    for table in (tables.DELETED, tables.DEALS):
        rows, _ = read_page(reader.client.get, table, 1, chosen)
        numbers = {int(row["id"]) for row in rows}
        if not numbers <= set(
            ids
        ):  # the filter is not obeyed: nothing can be concluded from who is not there
            return
        found |= numbers
        yield Page(table.stream, records(table, rows, reader.contact_details))
    stub = {"is_deleted": True, "is_vanished": True, "updated_at": reader.now()}
    gone: list[Row] = [{"id": number, **stub} for number in ids if number in once_open - found]
    yield Page(STREAM, records(tables.DELETED, gone, False))
