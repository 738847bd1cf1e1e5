"""Pace: which part of a period's work is done by a moment of it, by working days and the company's own rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from voronka.predict.calendar import Floats, Ints, days_from, is_working
from voronka.predict.season import Season, fit_season

#: Fewer events than these do not say how a day off compares with a working day: then nothing happens on it.
FEWEST = 30


@dataclass(frozen=True, eq=False)
class Rhythm:
    """A working day of `country` is 1, a day off `off`; `season` makes some months of the year busier than others."""

    country: str
    off: float = 0.0
    season: Season | None = None

    def weights(self, first: date, last: date) -> Floats:
        """One weight for each day of [`first`, `last`)."""
        count = (last - first).days
        found = np.where(_working(self.country, first, count), 1.0, self.off)
        return (
            found
            if self.season is None
            else found * self.season.factors(days_from(first, count, self.country))
        )

    def done(self, first: date, last: date, today: date, part: float = 0.0) -> float:
        """The part of [`first`, `last`) that is done when `part` (0..1) of `today` is over; 0 before, 1 after, and by days where none of them counts.

        >>> Rhythm("RU").done(date(2026, 5, 1), date(2026, 6, 1), date(2026, 5, 12))
        0.2631578947368421
        """
        if today < first:
            return 0.0
        if today >= last:
            return 1.0
        weights = self.weights(first, last)
        if weights.sum() <= 0:
            weights = np.ones(len(weights))
        passed = (today - first).days
        return float((weights[:passed].sum() + part * weights[passed]) / weights.sum())


def fit_rhythm(counts: Ints, first: date, country: str) -> Rhythm:
    """The rhythm of daily `counts` from `first` on: how much less happens on a day off, and the season of the year where two years or more tell one.

    >>> fit_rhythm(np.array([10, 10, 10, 10, 10, 1, 1] * 10), date(2026, 6, 1), "").off
    0.1
    """
    if counts.sum() < FEWEST:
        return Rhythm(country)
    works = _working(country, first, len(counts))
    if not works.any() or works.all() or counts[works].sum() == 0:
        return Rhythm(country)
    off = float(counts[~works].mean() / counts[works].mean())
    weights = np.where(works, 1.0, off)
    season = fit_season(counts.astype(np.float64), weights, days_from(first, len(counts), country))
    return Rhythm(country, min(off, 1.0), season)


def _working(country: str, first: date, count: int) -> npt.NDArray[np.bool_]:
    days = [first + timedelta(days=number) for number in range(count)]
    return np.array(is_working(country, days) if days else [], dtype=np.bool_)
