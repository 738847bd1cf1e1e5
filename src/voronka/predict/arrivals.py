"""New deals to come: daily counts of the past become draws of the days ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.predict.calendar import Days, Flags, Floats, Ints, Week, days_from, fit_week
from voronka.predict.level import Level, follow
from voronka.predict.season import Season, fit_season

#: Older days than these say nothing of the days ahead.
LONGEST_DAYS = 1827
LEVEL_WEEKS = 156
#: The weeks whose season is known best, because the level is taken from them: this many, the older the less.
_RECENT = 8
#: A share of the deals of a group loses half of its weight in so many days.
HALF_LIFE = 90.0


@dataclass(frozen=True, eq=False)
class Arrivals:
    """What daily counts said: level, week, season (None: not claimed), noise of single days, and the number of deals `set_aside` as bulk imports.

    `after` is the last day counted; days are drawn from the next one on.
    """

    after: date
    country: str
    week: Week
    season: Season | None
    recent: Floats
    level: Level | None
    day_noise: float
    set_aside: int

    @property
    def a_week(self) -> float:
        """Deals to be expected in a usual week at today's level, whatever the season."""
        return 7 * self.level.mean() if self.level else 0.0

    def draw(self, rng: np.random.Generator, days: int, draws: int, first_part: float = 1.0) -> Ints:
        """Counts of the `days` that follow, (draws, days); of the first day only `first_part` is still to come.

        In each draw the level, its drift, its growth, the season and the noise are others, as likely as the past made them. The first days are the same however many
        there are.
        """
        if self.level is None or days == 0:
            return np.zeros((draws, days), dtype=np.int64)
        ahead = days_from(self.after + timedelta(days=1), days, self.country)
        weights = self.week.weights(ahead)
        weights[0] *= first_part
        season, noises, counts = rng.spawn(3)
        levels, noise = self.level.draw(rng, (days + 6) // 7, draws)
        means = np.repeat(levels * noise, 7, axis=1)[:, :days] * weights * self._seasons(season, ahead, draws)
        if self.day_noise > 0:
            means *= noises.gamma(1 / self.day_noise, self.day_noise, (days, draws)).T
        return counts.poisson(means.T).T.astype(np.int64)

    def _seasons(self, rng: np.random.Generator, ahead: Days, draws: int) -> Floats:
        """Factors of the days ahead, (draws, days). A month's factor is drawn against those of the months from which the level was read."""
        if self.season is None:
            return np.ones((1, len(ahead)))
        against = np.eye(12) - self.recent
        spread = against @ self.season.spread @ against.T
        root = np.linalg.cholesky(spread + 1e-10 * np.eye(12))
        drawn = self.season.mean + rng.standard_normal((draws, 12)) @ root.T - np.diag(spread) / 2
        return np.asarray(np.exp(drawn)[:, ahead.month])


def fit_arrivals(counts: npt.ArrayLike, first: date, country: str = "") -> Arrivals:
    """Learn from the counts of whole local days, (days,), the first of which is `first`. No days at all: nothing comes.

    >>> found = fit_arrivals([2, 3, 1, 4, 2, 0, 1] * 8, date(2026, 6, 1))
    >>> round(found.a_week, 1), found.season is None
    (13.0, True)
    >>> found.draw(np.random.default_rng(1), days=30, draws=1000).shape
    (1000, 30)
    """
    every = np.asarray(counts, dtype=np.int64)
    if np.any(every < 0):
        raise ValueError("counts cannot be negative")
    after = first + timedelta(days=len(every) - 1)
    seen = every[-LONGEST_DAYS:]
    days = days_from(after - timedelta(days=len(seen) - 1), len(seen), country)
    is_bulk = bulk_days(seen)
    kept = np.where(is_bulk, 0, seen).astype(np.float64)
    week = fit_week(kept, days)
    weights = np.where(is_bulk, 0.0, week.weights(days))
    season = fit_season(kept, weights, days)
    if season is not None:
        weights = weights * season.factors(days)
    return Arrivals(
        after,
        country,
        week,
        season,
        _recent_months(days, weights),
        _level(kept, weights) if len(seen) else None,
        _day_noise(kept, weights),
        int(seen[is_bulk].sum()),
    )


def bulk_days(counts: Ints) -> Flags:
    """Days on which far more deals were created than come in by themselves: a file was imported.

    A day is held against a fifth of the usual week of the two months around it, and against the days beside it, so that a real rise is none.

    >>> bulk_days(np.array([3, 2, 4, 3, 400, 1, 0, 3, 2])).nonzero()[0].tolist()
    [4]
    """
    if len(counts) < 7:
        return np.zeros(len(counts), dtype=bool)
    weekly = np.convolve(counts, np.ones(7), "valid")[::-7][::-1]
    of_day = np.maximum(len(weekly) - 1 - np.arange(len(counts))[::-1] // 7, 0)
    usual = np.maximum(_median_around(weekly, 9)[of_day] / 5, _median_around(counts, 7))
    return np.asarray(counts > 2.5 * usual + 8 * np.sqrt(usual + 1))


def _median_around(values: npt.NDArray[Any], width: int) -> Floats:
    """The median of `width` values around each, fewer at the edges."""
    padded = np.pad(values.astype(np.float64), width // 2, constant_values=np.nan)
    return np.asarray(np.nanmedian(np.lib.stride_tricks.sliding_window_view(padded, width), axis=1))


def _level(counts: Floats, weights: Floats) -> Level:
    """The level behind weeks counted back from the last day."""
    weeks = min((len(counts) + 6) // 7, LEVEL_WEEKS)
    short = max(0, 7 * weeks - len(counts))
    by_week = [
        np.concatenate([np.zeros(short), each[-7 * weeks :]]).reshape(weeks, 7).sum(axis=1)
        for each in (counts, weights)
    ]
    return follow(by_week[0].astype(np.int64), by_week[1])


def _day_noise(counts: Floats, weights: Floats) -> float:
    """How much single days vary beyond chance within their week: squared coefficient of variation, by moments."""
    weeks = len(counts) // 7
    if weeks == 0:
        return 0.0
    seen = counts[len(counts) - 7 * weeks :].reshape(weeks, 7)
    share = weights[len(counts) - 7 * weeks :].reshape(weeks, 7)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
    expected = seen.sum(axis=1, keepdims=True) * share
    beyond = ((seen - expected) ** 2 - expected * (1 - share)).sum()
    size = (expected**2 * (1 - share)).sum()
    return float(np.clip(beyond / size, 0.0, 4.0)) if size > 0 else 0.0


def _recent_months(days: Days, weights: Floats) -> Floats:
    """How much the level rests on each month of the year: (12,), 1 in all."""
    age = np.arange(len(days))[::-1] / 7
    found = np.bincount(days.month, weights * np.exp(-age / (_RECENT / 2)), 12)
    return np.asarray(found / max(found.sum(), 1e-9))


def recent_shares(counts: npt.ArrayLike, half_life: float = HALF_LIFE) -> Floats:
    """Weights of groups from their daily counts, (groups, days) → (groups,): deals, each day's halved every `half_life` days.

    >>> recent_shares([[8, 0], [0, 4]], half_life=1).tolist()
    [4.0, 4.0]
    """
    seen = np.asarray(counts, dtype=np.float64)
    age = np.arange(seen.shape[1])[::-1]
    return np.asarray(seen @ 0.5 ** (age / half_life))


def draw_groups(rng: np.random.Generator, totals: Ints, weights: Floats) -> Ints:
    """Deal the draws `totals` (draws, spans) to groups by their `weights` (groups,): (draws, groups, spans); the groups add up to the total, draw by draw.

    Shares are uncertain, the more so the fewer deals they rest on: Dirichlet with half a deal more for each group. The first spans are the same however many there are.
    """
    shares = rng.dirichlet(weights + 0.5, len(totals))
    return np.asarray(np.moveaxis(rng.multinomial(totals.T, shares[None, :, :]), (0, 1, 2), (2, 0, 1)))
