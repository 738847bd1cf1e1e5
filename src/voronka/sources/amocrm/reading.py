"""Reading one span of a list so that no row is lost while rows move.

A list sorted by the moment is read by starting each request where the last one ended: it has no pages that could shift.
One without order is read by pages and read again when a shift shows: a row seen twice, an empty page where one was promised,
a last page that has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from voronka.sources.amocrm.client import Params
from voronka.sources.amocrm.spans import Span
from voronka.sources.amocrm.tables import Table

Row = Mapping[str, Any]
Get = Callable[[str, Params], dict[str, Any] | None]

#: Pages of one span: more than so many and the span is given back cut.
MOST_PAGES = 24
#: A span without order is read at most so often before it is cut.
PASSES = 3
#: One second that cannot be cut is read until a pass brings nothing new, at most so often.
PASSES_OF_A_SECOND = 8


class FilterIgnoredError(Exception):
    """Rows came that the filter excludes: the account does not filter this list."""


class OrderIgnoredError(Exception):
    """Rows came in another order than asked for."""


@dataclass
class Reading:
    """Rows by id (the newest version of each), and the span that is now known whole: None when it must be cut and read again."""

    rows: dict[str, Row] = field(default_factory=dict)
    done: Span | None = None
    pages: int = 0

    def take(self, table: Table, rows: list[Row]) -> int:
        """Keep rows; how many of them were known."""
        before = len(self.rows)
        for row in rows:
            key = str(row[table.id])
            known = self.rows.get(key)
            if known is None or moment_of(table, row) >= moment_of(table, known):
                self.rows[key] = row
        return len(rows) - (len(self.rows) - before)


def read_in_order(get: Get, table: Table, span: Span, most_pages: int = MOST_PAGES) -> Reading:
    """Read a span of a list that the server sorts by `table.moment`, oldest first."""
    reading = Reading()
    start = span.start
    while True:
        rest = Span(start, span.end)
        rows, has_next = _page(get, table, [*_range(table, rest), (f"order[{table.moment}]", "asc")], 1)
        _check(table, rows, rest)
        moments = [moment_of(table, row) for row in rows]
        if moments != sorted(moments):
            raise OrderIgnoredError
        reading.take(table, rows)
        reading.pages += 1
        if not has_next:
            reading.done = span
            return reading
        if moments[-1] > start:
            start = moments[-1]
        else:  # more than a page within one second: the only pages that have to be turned
            second = read_by_pages(get, table, Span(start, start + 1))
            reading.take(table, list(second.rows.values()))
            reading.pages += second.pages
            start += 1
        if reading.pages >= most_pages or (span.end is not None and start >= span.end):
            reading.done = Span(span.start, start)
            return reading


def read_by_pages(get: Get, table: Table, span: Span, most_pages: int = MOST_PAGES) -> Reading:
    """Read a span of a list without order, again where its pages have shifted meanwhile."""
    reading = Reading()
    for _ in range(PASSES_OF_A_SECOND if span.is_second else PASSES):
        known = len(reading.rows)
        outcome = _one_pass(get, table, span, reading, None if span.is_second else most_pages)
        if outcome == "too many":
            return reading
        if outcome == "whole" or (span.is_second and 0 < known == len(reading.rows)):
            reading.done = span
            return reading
    if span.is_second:  # restless to the end: all that eight passes saw
        reading.done = span
    return reading


def _one_pass(get: Get, table: Table, span: Span, reading: Reading, most_pages: int | None) -> str:
    """Read all pages once: "whole", "shifted" or "too many"."""
    seen: set[str] = set()
    is_shifted = False
    page = 1
    while True:
        rows, has_next = _page(get, table, _range(table, span), page)
        _check(table, rows, span)
        ids = [str(row[table.id]) for row in rows]
        is_shifted = is_shifted or not seen.isdisjoint(ids) or (page > 1 and not rows)
        seen.update(ids)
        reading.take(table, rows)
        reading.pages += 1
        if not has_next:
            break
        if most_pages is not None and page >= most_pages:
            return "too many"
        page += 1
    if page > 1 and not is_shifted and table.rows_change:
        again, has_next = _page(get, table, _range(table, span), page)
        reading.pages += 1
        is_shifted = has_next or [str(row[table.id]) for row in again] != ids
    return "shifted" if is_shifted else "whole"


def read_page(get: Get, table: Table, page: int, params: Params = ()) -> tuple[list[Row], bool]:
    """One page of a whole list, and whether another follows."""
    return _page(get, table, [*params], page)


def moment_of(table: Table, row: Row) -> int:
    """The row's moment, unix seconds; 0 when it has none."""
    return int(row.get(table.moment) or 0)


def _page(get: Get, table: Table, params: list[tuple[str, str | int]], page: int) -> tuple[list[Row], bool]:
    body = get(table.path, [*table.params, *params, ("limit", table.limit), ("page", page)])
    if body is None:
        return [], False
    inside = body.get("_embedded")
    rows = inside.get(table.embedded) if isinstance(inside, Mapping) else None
    links = body.get("_links")
    return list(rows or []), bool(rows) and isinstance(links, Mapping) and bool(links.get("next"))


def _range(table: Table, span: Span) -> list[tuple[str, str | int]]:
    chosen: list[tuple[str, str | int]] = []
    if span.start > 0:
        chosen.append((f"filter[{table.moment}][from]", span.start))
    if span.end is not None:
        chosen.append((f"filter[{table.moment}][to]", span.end))
    return chosen


def _check(table: Table, rows: list[Row], span: Span) -> None:
    """A row may have changed since the filter saw it, so it may be newer than asked for; older it cannot be."""
    moments = [moment_of(table, row) for row in rows]
    is_older = any(moment < span.start for moment in moments)
    all_newer = span.end is not None and bool(moments) and min(moments) > span.end
    if is_older or all_newer:
        raise FilterIgnoredError
