"""One stream from where it stopped to now: spans newest first, several at once, each as wide as a score of pages.

Newest first, because the funnel of recent deals is then whole long before the history of years ago has come in.
The state is what is still to be read, so any landed page is a place to go on from, whatever order the spans came back in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from voronka.model.source import LANDING_SCHEMA, Page, Progress
from voronka.sources.amocrm import bodies
from voronka.sources.amocrm.client import Client, Params
from voronka.sources.amocrm.reading import (
    MOST_PAGES,
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
GOOD_PAGES = 20
#: The same where a span must fit into one page.
GOOD_SHARE = 0.6
#: A span that was too dense, in no order that would tell where, is cut into so many.
CUTS = 8


@dataclass(frozen=True)
class Reader:
    """What all streams of one run share. `now` is unix seconds; `since` the account's birth; `in_flight` how many calls wait at once."""

    client: Client
    pool: ThreadPoolExecutor
    in_flight: int
    now: Callable[[], int]
    since: int
    contact_details: bool
    overlap: int = OVERLAP


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


def record(entity: str, key: str, body: Mapping[str, Any]) -> pa.Table:
    """One record of our own making, as it lands."""
    return pa.table({"entity": [entity], "id": [key], "body": [bodies.text(body)]}, schema=LANDING_SCHEMA)


class Sweep:
    """Reads `table` since `state`.

    `already` rows of it were counted before. The first request asks for all that is left: most lists, and nearly all of what a day brings, fit into one page. What does
    not tells by its first page how wide the spans should be.
    """

    def __init__(
        self, table: Table, reader: Reader, state: Mapping[str, Any] | None, already: int = 0
    ) -> None:
        self.table = table
        self._reader = reader
        self._before = dict(state) if state is not None else None
        self._high: int = int((state or {}).get("high") or 0)
        self._left = Spans.from_lists(state.get("left", []) if state is not None else [[0, None]])
        self._oldest = min((span.start for span in self._left.spans), default=None)
        self._left.add(Span(max(0, self._high - reader.overlap)))
        self._free = Spans(list(self._left.spans))
        self._running: dict[Future[Reading], Span] = {}
        self._width = reader.now()
        self._rows_by_second = 0.0
        self._rows = already
        self._newest = 0
        self._in_order = table.way is Way.IN_ORDER
        self._is_known = self._is_given_up = self.is_over = False
        self._spans = self._floor = 0

    @property
    def is_settled(self) -> bool:
        """True when one request chain up to now saw everything: no row could slip from a span still to be read into one read before."""
        return self._spans <= 1 or self._is_given_up

    def is_left_before(self, moment: int) -> bool:
        """Whether earlier runs left anything older than that to be read."""
        return self._oldest is not None and self._oldest < moment

    def reach(self, moment: int) -> None:
        """Read back to that moment and no further; what is older stays to be read."""
        self._floor = moment
        self.is_over = self._is_given_up or not self._open().spans

    def give_up(self) -> None:
        """This list cannot be read by spans, or not at all."""
        self._is_given_up = self.is_over = True

    def again(self) -> Sweep:
        """What has come meanwhile."""
        return Sweep(self.table, self._reader, self.state(), self._rows)

    def running(self) -> set[Future[Any]]:
        """Requests under way."""
        return set(self._running)

    def submit(self, slots: int) -> None:
        """Send up to so many requests, newest spans first; at first only one, to learn from."""
        if not self._is_known:
            if not self._running and slots > 0:
                self._send(self._open().spans[-1], 1)
            return
        while slots > 0 and (span := self._next()) is not None:
            self._send(span, MOST_PAGES)
            slots -= 1

    def take(self) -> Iterator[Page | Progress]:
        """Land what has come. FilterIgnoredError when the list cannot be read by spans."""
        for future in [one for one in self._running if one.done()]:
            yield from self._landed(self._running.pop(future), future)
            self.is_over = not self._open().spans and not self._running
            yield self.progress()

    def _send(self, span: Span, most_pages: int) -> None:
        self._spans += 1
        self._free.remove(span)
        self._running[self._reader.pool.submit(self._read, span, most_pages)] = span

    def _next(self) -> Span | None:
        return self._open().newest(self._width, self._reader.since, self._now())

    def _open(self) -> Spans:
        """What may be asked for now."""
        return self._free.after(self._floor)

    def _now(self) -> int:
        """This moment, or the newest row's, where the CRM's clock is ahead of ours."""
        return max(self._reader.now(), self._newest + 1)

    def _read(self, span: Span, most_pages: int) -> Reading:
        read = read_in_order if self._in_order else read_by_pages
        return read(self._reader.client.get, self.table, span, most_pages)

    def _landed(self, span: Span, future: Future[Reading]) -> Iterator[Page]:
        try:
            reading = future.result()
        except OrderIgnoredError:
            self._in_order = False
            self._free.add(span)
            return
        rows = list(reading.rows.values())
        moments = [moment_of(self.table, row) for row in rows]
        self._newest = max([self._newest, *moments])
        self._learn(span, reading, moments)
        self._is_known = True
        rest = Spans([span])
        if reading.done is not None:
            self._left.remove(reading.done)
            rest.remove(reading.done)
        for one in rest.spans:
            self._free.add(one)
        self._rows += len(rows)
        self._high = max(self._high, min(self._newest, self._reader.now()))
        state = self.state()
        if rows or state != self._before:
            yield Page(self.table.stream, records(self.table, rows, self._reader.contact_details), state)
            self._before = state

    def _learn(self, span: Span, reading: Reading, moments: list[int]) -> None:
        """Choose the next width by how dense this span was; of a span that was not read whole only its rows are known."""
        if reading.done is not None and reading.done.is_burst:
            return  # a burst says nothing of the rest
        whole = reading.done or span
        end = whole.end if whole.end is not None else self._now()
        start = max(whole.start, self._reader.since)
        if reading.done is None and moments:
            # Sorted by time, in whichever direction, the rows are dense; without any order they are spread over the whole span.
            start, end = min(moments), max(moments)
        seconds = max(1, end - start)
        self._rows_by_second = len(moments) / seconds
        # Where rows can leave, only a single page is a sure thing.
        pages = GOOD_PAGES if self._in_order or not self.table.rows_change else GOOD_SHARE
        wanted = seconds * pages * self.table.limit / max(len(moments), 1)
        if reading.done != span:
            left = (span.end if span.end is not None else self._now()) - max(span.start, self._reader.since)
            wanted = min(wanted, left / (CUTS if reading.done is None else 2))
        else:
            wanted = min(wanted, self._width * (4 if moments else 16))
        self._width = int(max(wanted, 1))

    def state(self) -> dict[str, Any]:
        """What the next sync goes on from: the newest moment seen, and the spans still to be read."""
        return {"high": self._high, "left": self._left.to_lists()}

    def progress(self) -> Progress:
        """Estimated from the density of the last span: older years are mostly thinner, so it comes sooner than said."""
        seconds = self._left.seconds(self._reader.since, self._now())
        to_come = int(seconds * self._rows_by_second)
        return Progress(
            self.table.stream,
            self._rows,
            self._rows + to_come,
            self.table.unit,
            to_come / self.table.limit / self._reader.client.pace.rate,
            self._since(),
        )

    def _since(self) -> datetime | None:
        """The moment from which on everything has been read."""
        end = self._left.spans[-1].end if self._left.spans else self._reader.since
        return datetime.fromtimestamp(end, UTC).replace(tzinfo=None) if end is not None else None


class Scan:
    """Reads a whole list by pages, several at once, sorted by id where the server can. It has no state: every sync reads it whole."""

    def __init__(self, table: Table, reader: Reader) -> None:
        self.table = table
        self._reader = reader
        self._order: Params = () if table.way is Way.WHOLE else (("order[id]", "asc"),)
        self._running: dict[int, Future[tuple[list[Row], bool]]] = {}
        self._sent = self._taken = self._rows = 0
        self.is_over = False

    def running(self) -> set[Future[Any]]:
        """Requests under way."""
        return set(self._running.values())

    def submit(self, slots: int) -> None:
        """Ask for up to so many pages; at first for one, as small lists have no other."""
        for _ in range(min(slots, 1 - self._sent) if self._taken == 0 else slots):
            self._sent += 1
            self._running[self._sent] = self._reader.pool.submit(
                read_page, self._reader.client.get, self.table, self._sent, self._order
            )

    def take(self) -> Iterator[Page | Progress]:
        """Land the pages that have come, in their order."""
        while not self.is_over and self._running and self._running[min(self._running)].done():
            rows, has_next = self._running.pop(min(self._running)).result()
            self.is_over = not has_next
            self._taken += 1
            self._rows += len(rows)
            self.seen(rows)
            if rows:
                yield Page(self.table.stream, records(self.table, rows, self._reader.contact_details))
            yield self.progress()

    def give_up(self) -> None:
        """This list may not be read."""
        self.is_over = True

    def seen(self, rows: list[Row]) -> None:
        """For those who want to look at rows before they land."""

    def progress(self) -> Progress:
        """How far it is; how much there is to come is not told by the API."""
        return Progress(self.table.stream, self._rows, None, self.table.unit)
