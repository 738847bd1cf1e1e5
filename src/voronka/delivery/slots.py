"""The moments of a schedule: by the account's clock, working days of the country, and once each whatever the clocks do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from cronsim import CronSim

from voronka.clock import local_day, zone
from voronka.model.when import When
from voronka.predict.calendar import is_working

#: Looked at around a day: a quarter, and the longest break after its first day.
AROUND = timedelta(days=120)
#: The longest break that a day off is moved over.
BREAK = timedelta(days=20)
#: So far back missed moments are counted, and so many of them.
MEMORY, MOST = timedelta(days=400), 999


@dataclass(frozen=True)
class Place:
    """Where the clock hangs: an IANA zone, and the country whose days off count."""

    zone: str
    country: str


@dataclass(frozen=True)
class Due:
    """The newest moment that has come, and how many earlier ones were missed for it."""

    moment: datetime
    skipped: int = 0


def next_after(when: When, moment: datetime, place: Place) -> datetime:
    """The first moment of a schedule after another, both naive UTC.

    >>> next_after(When.parse("mon 9:00"), datetime(2026, 11, 20, 12), Place("Europe/Moscow", "RU"))
    datetime.datetime(2026, 11, 23, 6, 0)
    """
    if when.rule == "cron":
        return _utc(next(CronSim(when.cron, _local(moment, place))))
    here = local_day(moment, place.zone)
    return next(one for one in _moments(when, here, here + AROUND, place) if one > moment)


def due(when: When, since: datetime, now: datetime, place: Place) -> Due | None:
    """What is due of a schedule whose moments up to `since` are settled: the newest one alone; None where none has come."""
    since = max(since, now - MEMORY)
    if when.rule == "cron":
        # Backwards, so that a year of quarters of an hour costs no more than the few that are counted.
        back = (
            _utc(one) for one in CronSim(when.cron, _local(now, place) + timedelta(minutes=1), reverse=True)
        )
        found = []
        for one in takewhile(lambda one: one > since, back):
            found += [one] if one <= now else []
            if len(found) > MOST:
                break
        return Due(found[0], len(found) - 1) if found else None
    first, last = local_day(since, place.zone), local_day(now, place.zone)
    came = [one for one in _moments(when, first, last, place) if since < one <= now]
    return Due(came[-1], len(came) - 1) if came else None


def _moments(when: When, first: date, last: date, place: Place) -> list[datetime]:
    """All moments of the days from `first` to `last`."""
    every = [first - BREAK + timedelta(days=number) for number in range((last - first + 2 * BREAK).days + 1)]
    working = [day for day, works in zip(every, is_working(place.country, every), strict=True) if works]
    is_free = when.rule == "week" and when.weekday > 4  # a Saturday that somebody chose stays one
    wanted = working if when.rule == "workdays" else _wanted(when, every)
    days = wanted if is_free else [one for day in wanted for one in _worked(day, working)]
    return [_instant(day, when, place) for day in sorted({*days}) if first <= day <= last]


def _wanted(when: When, every: list[date]) -> list[date]:
    """The days that a rule names, off or not."""
    if when.rule == "week":
        return [day for day in every if day.weekday() == when.weekday]
    months = (1, 4, 7, 10) if when.rule == "quarter" else range(1, 13)
    return [day for day in every if day.day == 1 and day.month in months]


def _worked(day: date, working: list[date]) -> list[date]:
    """The first working day from this one on."""
    return next(([one] for one in working if one >= day), [])


def _instant(day: date, when: When, place: Place) -> datetime:
    """A local time as naive UTC: one that the clocks leave out comes as much later, one that comes twice counts the first time."""
    return _utc(datetime.combine(day, when.at, zone(place.zone)))


def _local(moment: datetime, place: Place) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone(place.zone))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
