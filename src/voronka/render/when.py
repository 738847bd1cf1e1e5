"""Rules and moments of schedules in words: «по понедельникам в 9:00», «завтра в 9:00»."""

from __future__ import annotations

from datetime import UTC, datetime, time

from voronka.clock import local_day, zone
from voronka.model.when import WEEKDAYS, When
from voronka.render import dates
from voronka.render.words import Words


def rule(when: When, words: Words) -> str:
    """A rule in words.

    >>> rule(When.parse("mon 9:00"), Words("ru")), rule(When.parse("month 18:30"), Words("en"))
    ('по понедельникам в 9:00', 'on the first working day of the month at 18:30')
    """
    if when.rule == "cron":
        return words("when.cron", cron=when.cron)
    name = f"when.{WEEKDAYS[when.weekday]}" if when.rule == "week" else f"when.{when.rule}"
    return words("when.at", day=words(name), time=_time(when.at))


def coming(moment: datetime, now: datetime, timezone: str, words: Words) -> str:
    """When a moment ahead is, both naive UTC.

    >>> coming(datetime(2026, 11, 30, 6), datetime(2026, 11, 25), "Europe/Moscow", Words("ru"))
    'в понедельник в 9:00'
    """
    day, today = local_day(moment, timezone), local_day(now, timezone)
    ahead = (day - today).days
    if ahead in (0, 1):
        said = words("when.today" if ahead == 0 else "when.tomorrow")
    elif 1 < ahead < 7:
        said = words(f"when.on_{WEEKDAYS[day.weekday()]}")
    else:
        said = dates.day(day, words.language, with_year=day.year != today.year)
    local = moment.replace(tzinfo=UTC).astimezone(zone(timezone))
    return words("when.at", day=said, time=_time(local))


def _time(at: datetime | time) -> str:
    return f"{at.hour}:{at.minute:02}"
