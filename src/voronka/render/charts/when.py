"""Days on an axis: ticks at round days, months and years, and the names of points of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from voronka.model.period import Period
from voronka.render import dates

Grain = Literal["day", "week", "month", "quarter", "year"]

#: Steps of a time axis, finest first.
_STEPS = (
    *(("day", step) for step in (1, 2, 7, 14)),
    *(("month", step) for step in (1, 2, 3, 6)),
    *(("year", step) for step in (1, 2, 5, 10, 25)),
)


@dataclass(frozen=True)
class Tick:
    """A tick of a time axis: `text` beside it, and the year below where it changes."""

    day: date
    text: str
    year: str = ""


def number(moment: date | datetime) -> float:
    """Days since a fixed one, so that moments can be measured."""
    if isinstance(moment, datetime):
        return moment.toordinal() + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
    return float(moment.toordinal())


def ticks(first: date, last: date, at_most: int, language: str, grain: Grain = "day") -> tuple[Tick, ...]:
    """At most so many round days between two days; months where the points are months.

    >>> [(tick.text, tick.year) for tick in ticks(date(2025, 11, 1), date(2026, 2, 1), 6, "en", "month")]
    [('Nov', '2025'), ('Dec', ''), ('Jan', '2026'), ('Feb', '')]
    """
    steps = _STEPS if grain in ("day", "week") else _STEPS[4:]
    for unit, step in steps:
        days = list(_days(first, last, unit, step))
        if len(days) <= at_most:
            break
    return tuple(_named(days, unit, language))


def _days(first: date, last: date, unit: str, step: int) -> Iterator[date]:
    if unit == "day":
        for offset in range(0, (last - first).days + 1, step):
            yield first + timedelta(days=offset)
        return
    months = step if unit == "month" else 12 * step
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(index // 12, index % 12 + 1, 1)
        # Every second month from the first point on; quarters and years by the calendar.
        offset = first.year * 12 + first.month - 1 if months == 2 else 0
        if (index - offset) % months == 0 and first <= day:
            yield day


def _named(days: list[date], unit: str, language: str) -> Iterator[Tick]:
    before = None
    for day in days:
        year = str(day.year)
        if unit == "year":
            yield Tick(day, year)
        else:
            text = dates.short_month(day, language) if unit == "month" else dates.month_day(day, language)
            yield Tick(day, text, "" if year == before else year)
        before = year


def name(day: date, grain: Grain, language: str) -> str:
    """What a point of time is called: the day, or the week, month, quarter or year that begins with it.

    >>> name(date(2026, 7, 1), "month", "ru"), name(date(2026, 7, 1), "quarter", "en")
    ('июль 2026', 'Q3\\xa02026')
    """
    text = {
        "week": f"{day:%G-W%V}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day:%Y}",
    }
    return dates.day(day, language) if grain == "day" else dates.period(Period.parse(text[grain]), language)
