"""Hour of the day and day of the week in the account's zone, as SQL without any engine's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from voronka.clock import start_of_day, zone
from voronka.language import Phrase, say
from voronka.metrics.literals import at_sql

#: A Monday before any deal; hours are counted from its local midnight.
_MONDAY = start_of_day(date(2000, 1, 3), "UTC")
_WEEK = 7 * 24
WEEKDAYS: tuple[Phrase, ...] = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
HOURS = tuple(f"{hour:02}:00" for hour in range(24))


def hour_sql(column: str, first: date, last: date, timezone: str) -> str:
    """The local hour, 0 to 23, of a moment (naive UTC) within the local days [`first`, `last`]."""
    return f"{_local_hours_sql(column, first, last, timezone)} % 24"


def weekday_sql(column: str, first: date, last: date, timezone: str) -> str:
    """The local day of the week, 0 for Monday, of a moment within the local days [`first`, `last`]."""
    hours = f"{_local_hours_sql(column, first, last, timezone)} % {_WEEK}"
    days = " ".join(f"when {hours} < {24 * (day + 1)} then {day}" for day in range(6))
    return f"case when {column} is null then null {days} else 6 end"


def day_sql(column: str, first: date, last: date, timezone: str) -> str:
    """The number of the local day of a moment within the local days [`first`, `last`]; day 0 is 3 January 2000, a Monday."""
    return f"{_local_hours_sql(column, first, last, timezone)} // 24"


def _local_hours_sql(column: str, first: date, last: date, timezone: str) -> str:
    """Whole hours by the local clock since a local Monday's midnight: for each span of one offset from UTC, elapsed hours from where the clock would have shown it."""
    (_, offset), *later = _kept_offsets(first, last, timezone)
    since = f"hours_between({at_sql(_MONDAY - offset)}, {column})"
    for moment, other in later:
        since = f"case when {column} >= {at_sql(moment)} then hours_between({at_sql(_MONDAY - other)}, {column}) else {since} end"
    return f"({since})"


@cache
def _kept_offsets(first: date, last: date, timezone: str) -> tuple[tuple[datetime, timedelta], ...]:
    """`offsets`, looked up once."""
    return tuple(offsets(first, last, timezone))


def offsets(first: date, last: date, timezone: str) -> list[tuple[datetime, timedelta]]:
    """From when (naive UTC) which offset from UTC holds in those days: clocks change at whole hours.

    >>> [(str(since), offset.seconds // 3600) for since, offset in offsets(date(2026, 3, 1), date(2026, 4, 1), "Europe/Berlin")]
    [('2026-02-28 23:00:00', 1), ('2026-03-29 01:00:00', 2)]
    """
    here = zone(timezone)

    def at(moment: datetime) -> timedelta:
        offset = moment.replace(tzinfo=UTC).astimezone(here).utcoffset()
        assert offset is not None
        return offset

    moment = start_of_day(first, timezone)
    end = start_of_day(last + timedelta(days=1), timezone)
    found = [(moment, at(moment))]
    while moment < end:
        following = min(moment + timedelta(days=1), end)
        if at(following) != found[-1][1]:
            change = moment
            while at(change) == found[-1][1]:
                change += timedelta(minutes=15)
            found.append((change, at(change)))
        moment = following
    return found
