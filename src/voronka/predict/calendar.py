"""Days as new deals see them: weekday, month of the year, working day or day off in the country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from voronka.errors import InputError
from voronka.language import say

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: What is believed of a week before its deals are seen, from Monday, 7 in all, and of a day off against its weekday; both are worth so many deals.
WEEK = (1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5)
OFF = 0.4
WORTH = 2.0
#: So many days without work are a long break: New Year's, while those of May are shorter.
LONG_BREAK = 6
#: The level against which a day is held is that of so many days around it.
AROUND = 35
_ROUNDS = 12


def is_working(country: str, days: list[date]) -> list[bool]:
    """Whether each day is a working one there (library `holidays`: the Saturdays worked in place of a day off are known); Monday to Friday without a country.

    InputError for a country that is none.

    >>> is_working("RU", [date(2026, 1, 5), date(2026, 1, 12)])
    [False, True]
    """
    if not country:
        return [day.weekday() < 5 for day in days]
    return [bool(_working_days(country, day.year)[day.timetuple().tm_yday - 1]) for day in days]


def working_from(first: date, count: int, country: str) -> Flags:
    """The same of `count` days from `first` on.

    >>> working_from(date(2026, 12, 31), 3, "RU").tolist()
    [False, False, False]
    """
    if not country:
        return np.asarray((np.arange(count) + first.weekday()) % 7 < 5)
    last = first + timedelta(days=count)
    years = [_working_days(country, year) for year in range(first.year, last.year + 1)]
    start = first.timetuple().tm_yday - 1
    return np.concatenate(years)[start : start + count]


@cache
def _working_days(country: str, year: int) -> Flags:
    """Which days of a year are working ones there."""
    import holidays

    try:
        known = holidays.country_holidays(country, years=year)
    except NotImplementedError as error:
        raise InputError(
            say("no working calendar for the country “{name}”", name=country),
            say("a country is its ISO code, as RU or KZ"),
        ) from error
    every = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return np.array([known.is_working_day(day) for day in every if day.year == year], dtype=bool)


@dataclass(frozen=True, eq=False)
class Days:
    """Consecutive local days, (days,) each: `weekday` from Monday = 0, `month` of the year from 0, `serial` number of the month, `off`.

    `off` is 1 for a weekday that is a day off, 2 where the break is long (New Year), 0 else. A Saturday or Sunday that is worked counts as a Friday.
    """

    weekday: Ints
    month: Ints
    serial: Ints
    off: Ints

    def __len__(self) -> int:
        return len(self.weekday)


def days_from(first: date, count: int, country: str) -> Days:
    """`count` days from `first` on.

    >>> days_from(date(2026, 1, 8), 6, "RU").off.tolist(), days_from(date(2026, 6, 11), 3, "RU").off.tolist()
    ([2, 2, 0, 0, 0, 0], [0, 1, 0])
    """
    # Breaks are looked at whole, also where they begin before the days asked for.
    begins, length = first - timedelta(days=LONG_BREAK), count + 2 * LONG_BREAK
    working = working_from(begins, length, country)
    weekday = (np.arange(length) + begins.weekday()) % 7
    months = np.arange(length) + np.datetime64(begins, "D")
    serial = months.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    off = np.where(~working & (weekday < 5), 1 + _in_long_break(working), 0)
    asked = slice(LONG_BREAK, LONG_BREAK + count)
    weekday = np.where(working & (weekday > 4), 4, weekday)
    return Days(weekday[asked], serial[asked] % 12, serial[asked], off[asked])


def _in_long_break(working: Flags) -> Flags:
    """Which days lie among at least `LONG_BREAK` days without work."""
    starts = [~working[n : len(working) - LONG_BREAK + 1 + n] for n in range(LONG_BREAK)]
    whole = np.logical_and.reduce(starts).astype(np.int64)
    return np.asarray(np.convolve(whole, np.ones(LONG_BREAK, dtype=np.int64)) > 0)


@dataclass(frozen=True, eq=False)
class Week:
    """How busy days are with new deals: `weekday` (7,), 7 in all, and the factors `off` (3,) of a weekday by `Days.off`, the first of which is 1."""

    weekday: Floats
    off: Floats

    def weights(self, days: Days) -> Floats:
        """One weight per day; 1 is an average day of the week."""
        return np.asarray(self.weekday[days.weekday] * self.off[days.off])


def fit_week(counts: Floats, days: Days) -> Week:
    """How the counts (days,) fall on weekdays and days off, each against the level of the weeks around it; few deals leave it near what is believed of any company.

    Iterated ratios, as in direct standardisation: the level with the weights as they are, then the weights with the level.

    >>> days = days_from(date(2026, 6, 1), 28, "")
    >>> week = fit_week(np.where(days.weekday < 5, 70.0, 0.0), days)
    >>> week.weekday.round(2).tolist()
    [1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0]
    """
    week = Week(np.array(WEEK), np.array([1.0, OFF, OFF]))
    on_weekday, on_off = np.bincount(days.weekday, counts, 7), np.bincount(days.off, counts, 3)
    for _ in range(_ROUNDS):
        level = around(counts) / around(week.weights(days))
        usual = np.bincount(days.weekday, level * week.off[days.off], 7)
        weekday = (on_weekday + WORTH * np.array(WEEK)) / (usual + WORTH)
        weekday *= 7 / weekday.sum()
        usual = np.bincount(days.off, level * weekday[days.weekday], 3)
        off = (on_off + WORTH * OFF) / (usual + WORTH)
        week = Week(weekday, np.array([1.0, off[1], off[2]]))
    return week


def around(values: Floats, width: int = AROUND) -> Floats:
    """The sums over `width` days around each day, fewer at the edges.

    >>> around(np.array([1.0, 2.0, 3.0, 4.0]), 3).tolist()
    [3.0, 6.0, 9.0, 7.0]
    """
    total = np.concatenate([[0.0], np.cumsum(values)])
    middle = np.arange(len(values))
    return np.asarray(
        total[np.minimum(middle + width // 2 + 1, len(values))] - total[np.maximum(middle - width // 2, 0)]
    )
