"""Reading one span of a list so that no row is lost while rows move.

A list sorted by the moment is read by starting each request where the last one ended: it has no pages that could shift.
One without order, whose rows stay as they are, is read by pages and read again when a shift shows: a row seen twice, an empty page
where one was promised. If its rows can change and leave, a shift need not show: then a span is what fits into one page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from voronka.sources.amocrm.client import Params
from voronka.sources.amocrm.spans import Span
from voronka.sources.amocrm.tables import Table

Row = Mapping[str, Any]
Get = Callable[[str, Params], dict[str, Any] | None]

#: Pages of one span: more than so many and the span is given back cut.
MOST_PAGES = 40
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

    def take(self, table: Table, rows: list[Row]) -> None:
        """Keep rows."""
        for row in rows:
            key = str(row[table.id])
            known = self.rows.get(key)
            if known is None or moment_of(table, row) >= moment_of(table, known):
                self.rows[key] = row


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
    if span.is_second:
        return _read_second(get, table, span, reading)
    for _ in range(PASSES):
        outcome, moments = _one_pass(get, table, span, reading, 1 if table.rows_change else most_pages)
        if outcome is Pass.TOO_MANY and not table.rows_change:
            reading.done = _seen_part(get, table, span, reading, moments)
        elif outcome is Pass.WHOLE:
            reading.done = span
        if outcome is not Pass.SHIFTED:
            break
    return reading


def _seen_part(get: Get, table: Table, span: Span, reading: Reading, moments: list[int]) -> Span | None:
    """The part of a span that its first pages hold whole: no order is promised, but where one is kept it is seen."""
    if moments[0] == moments[-1] == min(moments) == max(moments):
        _read_second(get, table, Span(moments[0], moments[0] + 1), reading)
        # What is left on either side ends beside this second, not on it.
        return Span(moments[0] - 1, moments[0] + 1)
    if moments == sorted(moments):
        return Span(span.start, moments[-1])
    if moments == sorted(moments, reverse=True):
        return Span(moments[-1], span.end)
    return None


def _read_second(get: Get, table: Table, span: Span, reading: Reading) -> Reading:
    """What cannot be cut is read until a pass brings nothing new; one page is a pass by itself."""
    for _ in range(PASSES_OF_A_SECOND):
        known, pages = len(reading.rows), reading.pages
        _one_pass(get, table, span, reading, None)
        if reading.pages == pages + 1 or known == len(reading.rows):
            break
    reading.done = span
    return reading


class Pass(Enum):
    """How reading all pages once went."""

    WHOLE = auto()
    SHIFTED = auto()
    TOO_MANY = auto()


def _one_pass(
    get: Get, table: Table, span: Span, reading: Reading, most_pages: int | None
) -> tuple[Pass, list[int]]:
    """How it went, and the moments of the rows as they came."""
    seen: set[str] = set()
    moments: list[int] = []
    is_shifted = False
    page = 1
    while True:
        rows, has_next = _page(get, table, _range(table, span), page)
        _check(table, rows, span)
        ids = {str(row[table.id]) for row in rows}
        is_shifted = is_shifted or not seen.isdisjoint(ids) or (page > 1 and not rows)
        seen |= ids
        moments += [moment_of(table, row) for row in rows]
        reading.take(table, rows)
        reading.pages += 1
        if not has_next:
            return (Pass.SHIFTED if is_shifted else Pass.WHOLE), moments
        if page == most_pages:
            return Pass.TOO_MANY, moments
        page += 1


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
