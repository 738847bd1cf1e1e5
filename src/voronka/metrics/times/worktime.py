"""Working time as SQL, without any engine's own calendar: minutes of work before a moment, from whole minutes since a Monday.

A working day is Monday to Friday, but for a country's holidays and the Saturdays worked in their place (library `holidays`, PSF licence);
each has the same hours. Days before holidays count in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from voronka.clock import local_day, start_of_day, zone
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked
from voronka.predict.calendar import is_working

MINUTES = 1440


@dataclass(frozen=True)
class Calendar:
    """`monday` is day 0; `off` and `on` are numbers of weekdays without and of weekend days with work; `opens`, `closes` in minutes of the day.

    `shifts` are (moment, minutes) from which local time is so much ahead of that of `monday`.
    """

    monday: date
    timezone: str
    opens: int
    closes: int
    off: tuple[int, ...]
    on: tuple[int, ...]
    shifts: tuple[tuple[datetime, int], ...]

    def minute_sql(self, column: str) -> str:
        """Local minutes from the start of `monday` to `column` (naive UTC)."""
        minutes = f"minutes_between({at_sql(start_of_day(self.monday, self.timezone))}, {column})"
        if not self.shifts:
            return minutes
        cases = " ".join(f"when {column} >= {at_sql(at)} then {ahead}" for at, ahead in reversed(self.shifts))
        return f"{minutes} + case {cases} else 0 end"

    def work_sql(self, minute: str) -> str:
        """Minutes of work from the start of `monday` until the local minute in column `minute`."""
        day, clock = f"({minute} // {MINUTES})", f"({minute} % {MINUTES})"
        weekday, length = f"({day} % 7)", self.closes - self.opens
        before = (
            f"{day} // 7 * 5 + case when {weekday} < 5 then {weekday} else 5 end{self._exceptions_sql(day)}"
        )
        named = [
            f"when {day} in ({', '.join(map(str, days))}) then {worked}"
            for days, worked in ((self.off, 0), (self.on, 1))
            if days
        ]
        works = f"case {' '.join(named)} when {weekday} < 5 then 1 else 0 end"
        today = f"case when {clock} < {self.opens} then 0 when {clock} >= {self.closes} then {length} else {clock} - {self.opens} end"
        return f"({before}) * {length} + ({works}) * ({today})"

    def _exceptions_sql(self, day: str) -> str:
        """What the exceptions before a day add to its working days: a sum that is looked up by halving."""
        if not (self.off or self.on):
            return ""
        edges, sums = [], [0]
        for number, one in sorted([*((day, -1) for day in self.off), *((day, 1) for day in self.on)]):
            edges.append(number)
            sums.append(sums[-1] + one)

        def halved(low: int, high: int) -> str:
            if low == high:
                return str(sums[low])
            middle = (low + high) // 2
            return f"case when {day} <= {edges[middle]} then {halved(low, middle)} else {halved(middle + 1, high)} end"

        return f" + {halved(0, len(edges))}"


def calendar(asked: Asked) -> Calendar:
    """The working calendar of the account from its first deal to the as-of time. InputError where the country or the hours are none."""
    opens, closes = asked.context.working_hours
    if not 0 <= opens < closes <= 24:
        raise InputError(
            say("“{first}–{last}” are no working hours", first=opens, last=closes),
            say("they are two hours of one day, as in 9–18"),
        )
    timezone = asked.account.timezone
    first = local_day(min(asked.names.known_from or asked.as_of, asked.as_of), timezone)
    return _calendar(
        first, local_day(asked.as_of, timezone), timezone, asked.context.country, opens * 60, closes * 60
    )


@lru_cache(maxsize=8)
def _calendar(first: date, last: date, timezone: str, country: str, opens: int, closes: int) -> Calendar:
    monday = first - timedelta(days=first.weekday())
    days = [monday + timedelta(days=number) for number in range((last - monday).days + 1)]
    works = is_working(country, days)
    off = tuple(n for n, day in enumerate(days) if day.weekday() < 5 and not works[n])
    on = tuple(n for n, day in enumerate(days) if day.weekday() >= 5 and works[n])
    return Calendar(monday, timezone, opens, closes, off, on, _shifts(days, timezone))


def _shifts(days: list[date], timezone: str) -> tuple[tuple[datetime, int], ...]:
    """Where the zone turns its clocks: the first minute of the new time, to the hour, and how far ahead of the first day's it is."""
    found: list[tuple[datetime, int]] = []
    before = 0
    for day in days[:-1]:
        length = start_of_day(day + timedelta(days=1), timezone) - start_of_day(day, timezone)
        if length != timedelta(days=1):
            before += MINUTES - length // timedelta(minutes=1)
            found.append((_turn(day, timezone), before))
    return tuple(found)


def _turn(day: date, timezone: str) -> datetime:
    """The moment of a day, in quarters of an hour, from which its zone keeps the time that it has at the day's end."""
    from datetime import UTC

    end = start_of_day(day + timedelta(days=1), timezone)
    steps = (end - timedelta(minutes=15 * n) for n in range(1, 130))
    here = zone(timezone)
    offset = end.replace(tzinfo=UTC).astimezone(here).utcoffset()
    later = end
    for moment in steps:
        if moment.replace(tzinfo=UTC).astimezone(here).utcoffset() != offset:
            return later
        later = moment
    return later
