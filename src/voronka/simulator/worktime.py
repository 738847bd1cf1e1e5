"""Moscow time: working days and hours, holidays, and how many enquiries come on which day.

Moscow has had no summer time since 2014, so local time is UTC + 3 h and can be computed on arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HOUR = 3600
DAY = 86_400
OFFSET = 3 * HOUR
OPENS, CLOSES = 9 * HOUR, 19 * HOUR
#: Share of what falls outside working hours that is done there and then all the same.
OFF_HOURS = 0.04
#: Chances that what falls on a day off waits for one more working day, and then for another, and another.
PUT_OFF_FURTHER = (0.5, 0.5, 0.4)
#: Days off that have a fixed date (month, day), roughly as in the Russian calendar.
HOLIDAYS = {(1, day) for day in range(1, 9)} | {
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 2),
    (5, 9),
    (6, 12),
    (11, 4),
    (12, 31),
}
#: How busy a month and a weekday (from Monday) are with enquiries; 1 is usual.
SEASON = (0.72, 0.95, 1.08, 1.05, 0.85, 1.00, 0.88, 0.86, 1.12, 1.15, 1.10, 1.02)
WEEKDAY = (1.05, 1.10, 1.06, 1.00, 0.88, 0.26, 0.18)
HOLIDAY = 0.2
GROWTH_PER_YEAR = 0.2


@dataclass(frozen=True)
class Calendar:
    """The days from `first` (days since 1970, local) on: whether each is a working day and which working day comes next after it."""

    first: int
    is_working: Flags
    next_working: Ints

    def index(self, at: Ints) -> Ints:
        """The position of a moment's local day; moments beyond either end count as the end's."""
        return np.clip((at + OFFSET) // DAY - self.first, 0, len(self.is_working) - 1)


def make_calendar(start: int, end: int) -> Calendar:
    """The calendar of the local days from `start` to `end` (unix seconds), both included."""
    first, last = (start + OFFSET) // DAY, (end + OFFSET) // DAY + 20
    days = np.arange(first, last + 1)
    weekday = (days + 3) % 7  # 1 January 1970 was a Thursday
    is_working = (weekday < 5) & ~_holidays(int(first), int(last))
    # The last days count as working, so that there is always a next one.
    is_working[-1] = True
    positions = np.where(is_working, np.arange(len(days)), len(days))
    coming = np.minimum.accumulate(positions[::-1])[::-1]
    following = np.append(coming[1:], len(days) - 1)
    return Calendar(int(first), is_working, np.minimum(following, len(days) - 1).astype(np.int64))


def _holidays(first: int, last: int) -> Flags:
    epoch = date(1970, 1, 1)
    days = (epoch + timedelta(days=number) for number in range(first, last + 1))
    return np.array([(day.month, day.day) in HOLIDAYS for day in days], dtype=bool)


def to_working_time(rng: np.random.Generator, calendar: Calendar, at: Ints) -> Ints:
    """Moments (unix seconds), those outside working hours put off into the next ones; never earlier than they were.

    What falls on days off is spread over the working days that follow, or Monday would be twice as busy as the others.
    """
    local = at + OFFSET
    of_day = local % DAY
    index = calendar.index(at)
    working = calendar.is_working[index]
    late = np.flatnonzero(~working | (of_day < OPENS) | (of_day >= CLOSES))
    late = late[rng.random(len(late)) >= OFF_HOURS]
    off, today = ~working[late], working[late] & (of_day[late] < OPENS)
    target = np.where(today, index[late], calendar.next_working[index[late]])
    for share in PUT_OFF_FURTHER:
        target = np.where(off & (rng.random(len(late)) < share), calendar.next_working[target], target)
    hour = (OPENS + rng.random(len(late)) ** 1.5 * (CLOSES - OPENS)).astype(np.int64)
    moved = at.copy()
    moved[late] = np.maximum((target + calendar.first) * DAY + hour - OFFSET, at[late])
    return moved


def busyness(start: int, end: int) -> tuple[Ints, Floats]:
    """Local midnights (unix seconds) of the days from `start` to `end`, and how many enquiries each draws: season, weekday, holiday, growth."""
    days = np.arange((start + OFFSET) // DAY, (end + OFFSET - 1) // DAY + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    season = np.array(SEASON)[month] * np.array(WEEKDAY)[(days + 3) % 7]
    growth = 1 + GROWTH_PER_YEAR * (days - days[0]) / 365.25
    weight = season * growth * np.where(_holidays(int(days[0]), int(days[-1])), HOLIDAY, 1.0)
    midnight = days * DAY - OFFSET
    # Only the part of the first and last day that lies inside counts.
    inside = np.minimum(midnight + DAY, end) - np.maximum(midnight, start)
    return midnight, weight * np.clip(inside, 0, DAY) / DAY
