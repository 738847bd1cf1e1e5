"""Time: the only `now()` of the product, and the account's time zone.

Everything below the edges gets its moments passed in. Stored moments are naive UTC; days, weeks and months are those of
the account's zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voronka.errors import InputError
from voronka.language import say


def now() -> datetime:
    """This moment as naive UTC, to the second. Only `cli`, `web`, `api` and `store/sync` may call it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; InputError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(
            say("no time zone called “{name}”", name=name), say("names are IANA names such as Europe/Moscow")
        ) from error


def start_of_day(day: date, timezone: str) -> datetime:
    """The first instant of a local day, as naive UTC.

    >>> start_of_day(date(2026, 7, 1), "Europe/Moscow")
    datetime.datetime(2026, 6, 30, 21, 0)
    """
    return datetime.combine(day, time(), zone(timezone)).astimezone(UTC).replace(tzinfo=None)


def local_day(moment: datetime, timezone: str) -> date:
    """The local day of a naive-UTC moment.

    >>> local_day(datetime(2026, 6, 30, 21, 0), "Europe/Moscow")
    datetime.date(2026, 7, 1)
    """
    return moment.replace(tzinfo=UTC).astimezone(zone(timezone)).date()


def local_text(moment: datetime, timezone: str) -> str:
    """A naive-UTC moment as local text, to the minute.

    >>> local_text(datetime(2026, 6, 30, 21, 0), "Europe/Moscow")
    '2026-07-01 00:00'
    """
    return moment.replace(tzinfo=UTC).astimezone(zone(timezone)).strftime("%Y-%m-%d %H:%M")
