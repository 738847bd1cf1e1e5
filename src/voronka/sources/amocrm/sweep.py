"""One stream from where it stopped to now: spans newest first, several at once, each as wide as a dozen pages.

Newest first, because the funnel of recent deals is then whole long before the history of years ago has come in.
The state is what is still to be read, so any landed page is a place to go on from, whatever order the spans came back in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from voronka.model.source import LANDING_SCHEMA, Page, Progress
from voronka.sources.amocrm import bodies
from voronka.sources.amocrm.client import Client
from voronka.sources.amocrm.reading import (
    FilterIgnoredError,
    OrderIgnoredError,
    Reading,
    Row,
    moment_of,
    read_by_pages,
    read_in_order,
    read_page,
)
from voronka.sources.amocrm.spans import Span, Spans
from voronka.sources.amocrm.tables import Table, Way

#: Rows can appear later than their own moment says: what was read last is read again for so many seconds.
OVERLAP = 600
#: Pages that a span should have: few enough to land often, many enough that half-empty last pages cost little.
GOOD_PAGES = 12
FIRST_WIDTH = 7 * 86_400
#: Seconds between two signs of life on the screen.
TICK = 0.5


@dataclass(frozen=True)
class Reader:
    """What all streams of one run share. `now` is unix seconds; `since` the account's birth; `in_flight` how many calls wait at once."""

    client: Client
    pool: ThreadPoolExecutor
    in_flight: int
    now: Callable[[], int]
    since: int
    contact_details: bool


def records(table: Table, rows: list[Row], contact_details: bool) -> pa.Table:
    """Rows as they land."""
    return pa.table(
        {
            "entity": [table.entity] * len(rows),
            "id": [str(row[table.id]) for row in rows],
            "body": [bodies.text(table.keep(row, contact_details)) for row in rows],
        },
        schema=LANDING_SCHEMA,
    )


class Sweep:
    """Reads `table` since `state`."""

    def __init__(self, table: Table, reader: Reader, state: Mapping[str, Any] | None) -> None:
        self._table = table
        self._reader = reader
        self._before = dict(state) if state is not None else None
        self._high: int = int((state or {}).get("high") or 0)
        self._left = Spans.from_lists((state or {}).get("left", []))
        self._left.add(Span(max(0, self._high - OVERLAP)))
        self._width = FIRST_WIDTH
        self._rows_by_second = 0.0
        self._rows = 0
        self._newest = 0
        self._in_order = table.way is Way.IN_ORDER

    def pages(self) -> Iterator[Page | Progress]:
        """Land everything that is left, newest first."""
        try:
            yield from self._by_spans()
        except FilterIgnoredError:
            yield from scan(self._table, self._reader)

    def _by_spans(self) -> Iterator[Page | Progress]:
        running: dict[Future[Reading], Span] = {}
        free = Spans(list(self._left.spans))
        try:
            while free.spans or running:
                while len(running) < self._reader.in_flight and (span := self._next(free)) is not None:
                    free.remove(span)
                    running[self._reader.pool.submit(self._read, span)] = span
                done, _ = wait(running, timeout=TICK, return_when=FIRST_COMPLETED)
                for future in done:
                    span = running.pop(future)
                    yield from self._landed(span, future, free)
                yield self._progress()
        finally:
            for future in running:
                future.cancel()

    def _next(self, free: Spans) -> Span | None:
        return free.newest(self._width, self._now())

    def _now(self) -> int:
        """This moment, or the newest row's, where the CRM's clock is ahead of ours."""
        return max(self._reader.now(), self._newest + 1)

    def _read(self, span: Span) -> Reading:
        read = read_in_order if self._in_order else read_by_pages
        return read(self._reader.client.get, self._table, span)

    def _landed(self, span: Span, future: Future[Reading], free: Spans) -> Iterator[Page]:
        try:
            reading = future.result()
        except OrderIgnoredError:
            self._in_order = False
            free.add(span)
            return
        rows = list(reading.rows.values())
        self._newest = max([self._newest, *(moment_of(self._table, row) for row in rows)])
        self._learn(span, reading)
        if reading.done is not None:
            self._left.remove(reading.done)
        if reading.done != span:
            rest = Spans([span])
            if reading.done is not None:
                rest.remove(reading.done)
            for one in rest.spans:
                free.add(one)
        self._rows += len(rows)
        self._high = max(self._high, min(self._newest, self._reader.now()))
        state = self._state()
        if rows or state != self._before:
            yield Page(self._table.stream, records(self._table, rows, self._reader.contact_details), state)
            self._before = state

    def _learn(self, span: Span, reading: Reading) -> None:
        """Choose the next width by how dense this span was."""
        if reading.done is None:
            end = span.end if span.end is not None else max(self._now(), span.start + 2)
            self._width = max(1, (end - span.start) // 4)
            return
        end = reading.done.end if reading.done.end is not None else self._now()
        seconds = max(1, end - reading.done.start)
        self._rows_by_second = len(reading.rows) / seconds
        wanted = seconds * GOOD_PAGES / max(reading.pages, 1)
        self._width = int(min(max(wanted, self._width / 8, 1), self._width * 4))

    def _state(self) -> dict[str, Any]:
        return {"high": self._high, "left": self._left.to_lists()}

    def _progress(self) -> Progress:
        """Estimated from the density of the last span: older years are mostly thinner, so it comes sooner than said."""
        seconds = self._left.seconds(self._reader.since, self._now())
        to_come = int(seconds * self._rows_by_second)
        return Progress(
            self._table.stream,
            self._rows,
            self._rows + to_come,
            self._table.unit,
            to_come / self._table.limit / self._reader.client.pace.rate,
        )


def scan(table: Table, reader: Reader) -> Iterator[Page | Progress]:
    """Read a whole list by pages, several at once, sorted by id where the server can. It has no state: every sync reads it whole."""
    order = () if table.way is Way.WHOLE else (("order[id]", "asc"),)
    running: dict[int, Future[tuple[list[Row], bool]]] = {}
    page = done = 0
    #: The first page tells whether there are others: small lists cost one request.
    ahead = 1
    try:
        is_last = False
        while not is_last:
            while len(running) < ahead:
                page += 1
                running[page] = reader.pool.submit(read_page, reader.client.get, table, page, order)
            first = min(running)
            rows, has_next = running.pop(first).result()
            is_last = not has_next
            ahead = reader.in_flight
            done += len(rows)
            if rows:
                yield Page(table.stream, records(table, rows, reader.contact_details))
            yield Progress(table.stream, done, None, table.unit)
    finally:
        for future in running.values():
            future.cancel()
