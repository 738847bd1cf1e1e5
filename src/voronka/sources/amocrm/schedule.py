"""All lists of one run, in their order: the next one starts when those before it leave calls to spare.

So a dozen small lists do not each wait for an answer, and the pace is kept up at the end of a large one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from voronka.errors import SourceError
from voronka.model.source import Page, Progress
from voronka.sources.amocrm import tables
from voronka.sources.amocrm.answers import MissingRightsError, UnknownThingError
from voronka.sources.amocrm.reading import FilterIgnoredError
from voronka.sources.amocrm.sweep import Reader, Scan, Sweep, record
from voronka.sources.amocrm.tables import Table

#: Seconds between two signs of life on the screen.
TICK = 0.5


def read_all(readings: list[Sweep | Scan], reader: Reader) -> Iterator[Page | Progress]:
    """Land everything; a list that may not be read is told and left out, unless there is no funnel without it."""
    waiting = deque(reading for reading in readings if not reading.is_over)
    active: list[Sweep | Scan] = []
    try:
        while waiting or active:
            _fill(active, waiting, reader.in_flight)
            done, _ = wait(_running(active), timeout=TICK, return_when=FIRST_COMPLETED)
            if not done:
                yield active[0].progress()
            for reading in list(active):
                active[active.index(reading)] = yield from _taken(reading, reader)
            active = [reading for reading in active if not reading.is_over]
    finally:
        for future in _running(active):
            future.cancel()


def _fill(active: list[Sweep | Scan], waiting: deque[Sweep | Scan], slots: int) -> None:
    """Let the lists at work send what they can, and others begin while there are slots."""
    for reading in active:
        reading.submit(slots - len(_running(active)))
    while waiting and len(_running(active)) < slots:
        active.append(waiting.popleft())
        active[-1].submit(slots - len(_running(active)))


def _running(active: list[Sweep | Scan]) -> set[Future[Any]]:
    return {future for reading in active for future in reading.running()}


def _taken(reading: Sweep | Scan, reader: Reader) -> Generator[Page | Progress, None, Sweep | Scan]:
    """Land what has come; which reading goes on."""
    try:
        yield from reading.take()
    except FilterIgnoredError:
        if isinstance(reading, Scan):
            raise
        reading.give_up()
        return Scan(reading.table, reader)
    except (MissingRightsError, UnknownThingError) as error:
        if reading.table.stream in tables.ESSENTIAL:
            raise
        yield _refused(reading.table, error)
        reading.give_up()
    return reading


def _refused(table: Table, error: SourceError) -> Page:
    """That a list could not be read is itself a fact: it lands, so that nobody takes "none" for "not allowed"."""
    body = {"stream": table.stream, "what": error.what, "why": error.why, "do": error.do}
    return Page(
        "refused", record("refused", table.stream, {name: str(value) for name, value in body.items()})
    )
