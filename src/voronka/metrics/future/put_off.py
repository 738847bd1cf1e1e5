"""What falls on a day off is mostly done on the next working days: how wins to come fall on days."""

from __future__ import annotations

import numpy as np

from voronka.metrics.future.ground import Ground, Line
from voronka.metrics.future.relations import day_of
from voronka.predict.calendar import days_from, fit_week
from voronka.predict.stages import Floats

#: Days of wins that tell how busy the days of the week are, and the longest that anything is put off by days off.
WEEKS, PUT_OFF = 731, 10


def put_off(here: Ground, line: Line, inside: Floats, country: str) -> tuple[Floats, float]:
    """Which share of what would be won on each of the days ahead falls into which cell, (days, cells), where the days that are `inside` each cell are 1; and by how many days
    a win is put off in a usual week.
    """
    first = max(here.since, here.today - WEEKS)
    wins = line.wins.until(here.today)
    lately = wins.day[wins.day >= first]
    counts = np.bincount(lately - first, minlength=here.today - first).astype(np.float64)
    week = fit_week(counts, days_from(day_of(first), len(counts), country))
    around = days_from(day_of(here.today - PUT_OFF), PUT_OFF + len(inside), country)
    full = np.sort(week.weekday)[2:].mean()
    before, done = np.split(np.minimum(week.weights(around) / full, 1.0), [PUT_OFF])
    found: Floats = done[:, None] * inside
    for day in range(len(inside) - 2, -1, -1):
        found[day] += (1 - done[day]) * found[day + 1]
    # What was put off before today is still to be done.
    found[0] *= here.part_left + _waiting(before)
    usual = np.tile(np.minimum(week.weekday / full, 1.0), 3)
    return found, float(np.mean([_waiting(usual[: 14 + day]) for day in range(7)]))


def _waiting(done: Floats) -> float:
    """How much is still to be done after days on which these shares were done, in parts of a day's."""
    return float(np.cumprod(1 - done[::-1]).sum())


def sooner(won: Floats, delay: float) -> Floats:
    """The curve as it would be if nothing were put off: past wins were put off already, by so many days on average, and `put_off` does it again."""
    days = np.arange(len(won))
    return np.asarray(np.interp(days + delay, days, won), dtype=np.float64)
