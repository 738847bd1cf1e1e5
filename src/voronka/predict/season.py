"""The season of the year: how much busier each month is than its year, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from voronka.predict.calendar import Days, Floats, Ints

#: No season is claimed for less than a whole year and a month, nor where a usual month has fewer deals. Until a second year has confirmed it, it is as unsure as its
#: months may have been drift: simulated companies of 13 to 24 months were foretold with half the pinball loss for it, those without a season with 3 % more.
SHORTEST_DAYS = 396
FEWEST = 8.0
#: Standard deviations (of logarithms) that are tried: of the level from month to month, of the months of the year, of a month's own noise.
_DRIFTS = (0.01, 0.03, 0.06, 0.12, 0.25)
_SEASONS = (0.01, 0.06, 0.12, 0.2, 0.35)
_NOISES = (0.02, 0.06, 0.15)
#: Growth in a year before anything is known of it, and the level: standard deviations.
_GROWTH, _LEVEL = 0.25, 10.0


@dataclass(frozen=True, eq=False)
class Season:
    """Logarithms of the factors of the twelve months, (12,), about 0, and their covariance, (12, 12)."""

    mean: Floats
    spread: Floats

    def factors(self, days: Days) -> Floats:
        """One factor per day."""
        return np.asarray(np.exp(self.mean)[days.month])


def fit_season(counts: Floats, weights: Floats, days: Days) -> Season | None:
    """The season of daily counts (days,) that are to be expected in proportion to `weights` (days,); None where it is not for the counts to say.

    The logarithm of a month's rate is a level that drifts and grows, plus the month's season, plus noise, all Gaussian (Rasmussen and Williams, 2006,
    section 5.4.3); how much of each is averaged over a grid by the marginal likelihood, so that a quiet year has next to no season.
    """
    if len(counts) < SHORTEST_DAYS:
        return None
    month, row = np.unique(days.serial, return_inverse=True)
    seen, size = np.bincount(row, counts), np.bincount(row, weights)
    usable = (seen > 0) & (size > 0) & (size >= 0.5 * np.median(size))
    if np.median(seen) < FEWEST or usable.sum() < 12:
        return None
    seen, size = seen[usable], size[usable]
    return _average(np.log(seen / size), 1 / seen, month[usable])


def _average(y: Floats, chance: Floats, month: Ints) -> Season:
    """The mixture of the seasons that the models of the grid find: its mean and its covariance."""
    evidence, means, spreads = _fit(y, chance, month, np.array(list(product(_DRIFTS, _SEASONS, _NOISES))))
    share = np.exp(evidence - evidence.max())
    share /= share.sum()
    mean = share @ means
    spread = np.einsum("m,mij->ij", share, spreads)
    off = means - mean
    return Season(mean, spread + np.einsum("m,mi,mj->ij", share, off, off))


def _fit(y: Floats, chance: Floats, month: Ints, sizes: Floats) -> tuple[Floats, Floats, Floats]:
    """Of models with these sizes of drift, season and noise, (models, 3): log evidence, and mean and covariance of the season."""
    drift, season, noise = (column[:, None, None] ** 2 for column in sizes.T)
    time = (month - month[0]).astype(np.float64)
    centred = (time - time.mean()) / 12
    same = (month[:, None] % 12 == np.arange(12)[None, :]).astype(np.float64)
    # The twelve add up to nothing, or a level would hide in them.
    prior = season * (np.eye(12) - 1 / 12)
    cover = _LEVEL**2 + _GROWTH**2 * np.outer(centred, centred) + drift * np.minimum.outer(time, time)
    cover = cover + same @ prior @ same.T + np.diag(chance) + noise * np.eye(len(y))
    factor = np.linalg.cholesky(cover)
    right = np.concatenate([np.broadcast_to(y[:, None], (len(sizes), len(y), 1)), same @ prior], axis=2)
    white = np.linalg.solve(factor, right)
    told, bare = white[:, :, :1], white[:, :, 1:].transpose(0, 2, 1)
    logs = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    evidence = -0.5 * (told**2).sum(axis=(1, 2)) - logs
    return evidence, (bare @ told)[:, :, 0], prior - bare @ white[:, :, 1:]
