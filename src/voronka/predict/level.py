"""The level of weekly counts: where it stands, how fast it drifts, how noisy weeks are, each with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.predict.calendar import Floats, Ints
from voronka.stats.gamma import log_gamma

#: What is tried, each combination weighted by how well it foretold every next week. Standard deviation of the logarithm of the level from week to week;
#: squared coefficient of variation of a week beyond chance; growth in a year.
DRIFTS = (0.003, 0.01, 0.025, 0.06, 0.12, 0.003, 0.025)
#: The chance of a jump in a week that goes with each drift: once in five years, or once in one.
JUMPS = (0.004, 0.004, 0.004, 0.004, 0.004, 0.02, 0.02)
NOISES = (0.0003, 0.003, 0.015, 0.06, 0.3)
GROWTHS = (-0.3, -0.1, 0.1, 0.3)
#: How likely each growth is before anything is seen: a normal distribution with a deviation of 0.2.
_BELIEF = np.exp(-0.5 * (np.array(GROWTHS) / 0.2) ** 2)
#: A jump is by about a half: a regime change is seen within weeks, however quiet the years before.
JUMP = 0.6
WEEKS_A_YEAR = 365.25 / 7
_POINTS, _MARGIN = 160, 0.8
#: So many of the newest weeks are followed one by one, those before them so many together.
WEEKLY, TOGETHER = 40, 4


@dataclass(frozen=True, eq=False)
class Level:
    """The logarithm of the level after the last week: the points `at` (points,) with their chances (drifts, noises, growths, points)."""

    at: Floats
    chance: Floats
    #: Half the years of history: `at` is counted from a line that turns about its middle.
    half: float

    def mean(self) -> float:
        """The expected level."""
        ahead = np.exp(self.at[None, :] + np.array(GROWTHS)[:, None] * self.half)
        return float((self.chance.sum(axis=(0, 1)) * ahead).sum())

    def draw(self, rng: np.random.Generator, weeks: int, draws: int) -> tuple[Floats, Floats]:
        """Levels of the `weeks` to come, and their weeks' noise (mean 1): (draws, weeks) each. The first weeks are the same however many there are."""
        walk, jumps, sizes, weekly = rng.spawn(4)
        flat = self.chance.ravel()
        picked = np.searchsorted(np.cumsum(flat), rng.random(draws) * flat.sum(), side="right")
        drift, noise, growth, point = np.unravel_index(np.minimum(picked, flat.size - 1), self.chance.shape)
        width = self.at[1] - self.at[0]
        a_year = np.array(GROWTHS)[growth]
        start = self.at[point] + width * (rng.random(draws) - 0.5) + a_year * self.half
        steps = np.array(DRIFTS)[drift, None] * walk.standard_normal((weeks, draws)).T
        path = _walk(steps, drift, jumps.random((weeks, draws)).T, sizes.standard_normal((weeks, draws)).T)
        path += a_year[:, None] * (np.arange(1, weeks + 1) / WEEKS_A_YEAR)
        spread = np.array(NOISES)[noise]
        return np.exp(start[:, None] + path), weekly.gamma(1 / spread, spread, (weeks, draws)).T


def _walk(steps: Floats, drift: Ints, darts: Floats, sizes: Floats) -> Floats:
    """Random walks of the logarithm, (draws, weeks), whose exponentials stay 1 on average: by `steps` of their drift, and by jumps where the dart hits."""
    even = steps - np.array(DRIFTS)[drift, None] ** 2 / 2
    jumps = (darts < np.array(JUMPS)[drift, None]) * (JUMP * sizes - JUMP**2 / 2)
    return np.asarray(np.cumsum(even + jumps, axis=1))


def follow(counts: Ints, exposure: Floats) -> Level:
    """The level per unit of `exposure` behind counts of successive weeks, (weeks,) each, the last one being the newest.

    Kitagawa (1987), JASA 82, 1032-1041: the distribution of the level is carried from week to week on a grid of points, so that neither small counts nor jumps
    need a normal distribution. A count is negative binomial about level × exposure. Older weeks are taken four at a time.
    """
    at = _points(counts, exposure)
    years = (np.arange(len(counts)) - (len(counts) - 1) / 2) / WEEKS_A_YEAR
    starts = _starts(len(counts))
    sizes = np.diff(np.append(starts, len(counts)))
    seen, size, year = (np.add.reduceat(one, starts) for one in (counts.astype(np.float64), exposure, years))
    said = _log_likelihood(seen, size, at, year / sizes, sizes)
    peaks = said.max(axis=2)
    likely = np.exp(said - peaks[:, :, None])
    kernels = {weeks: _kernels(at, weeks) for weeks in np.unique(sizes).tolist()}
    chance = np.full((len(DRIFTS), said.shape[1], len(at)), 1 / len(at))
    evidence = np.tile(np.log(_BELIEF), (len(DRIFTS), len(NOISES)))
    for number, weeks in enumerate(sizes.tolist()):
        chance = (chance @ kernels[weeks] if number else chance) * likely[number]
        total = chance.sum(axis=2)
        evidence += np.log(total) + peaks[number]
        chance /= total[:, :, None]
    chance *= np.exp(evidence - evidence.max())[:, :, None]
    shape = (len(DRIFTS), len(NOISES), len(GROWTHS), len(at))
    return Level(at, (chance / chance.sum()).reshape(shape), float(years[-1]))


def _starts(weeks: int) -> Ints:
    """The first weeks of what is taken together: four weeks, and each of the newest by itself."""
    old = max(0, weeks - WEEKLY) // TOGETHER * TOGETHER
    return np.concatenate([np.arange(0, old, TOGETHER), np.arange(old, weeks)])


def _points(counts: Ints, exposure: Floats) -> Floats:
    """Equal steps of the logarithm, beyond all that was seen."""
    window = np.ones(min(3, len(counts)))
    seen, size = np.convolve(counts, window, "valid"), np.convolve(exposure, window, "valid")
    rates = np.log((seen + 0.3) / (size + 0.3 * exposure.mean()))
    if not counts.any():
        rates = np.log([0.1 / exposure.sum()])
    return np.linspace(rates.min() - _MARGIN, rates.max() + _MARGIN, _POINTS)


def _kernels(at: Floats, weeks: int) -> Floats:
    """Chances to go from each point to each other within so many weeks, by drift; (drifts, points, points)."""
    number = np.arange(1 - len(at), len(at))
    apart = (at[1] - at[0]) * number
    jumps = _square(np.exp(-0.5 * (apart / JUMP) ** 2) + 1e-6)
    found = []
    for drift, jump in zip(DRIFTS, JUMPS, strict=True):
        once, ever = drift * np.sqrt(weeks), 1 - (1 - jump) ** weeks
        found.append((1 - ever) * _square(_steps(number, at[1] - at[0], once)) + ever * jumps)
    return np.stack(found)


def _steps(number: Ints, width: float, drift: float) -> Floats:
    """How likely it is to go by so many points."""
    if drift >= width:
        return np.asarray(np.exp(-0.5 * (number * width / drift) ** 2))
    # Finer than the grid: to a neighbour now and then, with the same variance.
    once = 0.5 * (drift / width) ** 2
    return np.where(number == 0, 1 - 2 * once, np.where(np.abs(number) == 1, once, 0.0))


def _square(steps: Floats) -> Floats:
    """From each point to each other by how far they are apart; 1 from each point in all."""
    found = np.lib.stride_tricks.sliding_window_view(steps, (len(steps) + 1) // 2)[::-1]
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _log_likelihood(counts: Floats, sizes: Floats, at: Floats, years: Floats, weeks: Ints) -> Floats:
    """Of each count, of so many weeks: (counts, noises × growths, points)."""
    growth = np.array(GROWTHS)[None, :, None] * years[:, None, None]
    log_mean = (np.log(np.maximum(sizes, 1e-9))[:, None, None] + at + growth)[:, None]
    count = counts[:, None, None, None]
    form = (weeks[:, None] / np.array(NOISES))[:, :, None, None]
    known = log_gamma(count + form) - log_gamma(form) + form * np.log(form)
    said = known + count * log_mean - (count + form) * np.log(np.exp(log_mean) + form)
    return np.asarray(said.reshape(len(counts), -1, len(at)))
