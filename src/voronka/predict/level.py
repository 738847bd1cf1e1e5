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
_POINTS, _MARGIN = 200, 1.1


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
        """Levels of the `weeks` to come, and their weeks' noise (mean 1): (draws, weeks) each."""
        flat = self.chance.ravel()
        picked = np.searchsorted(np.cumsum(flat), rng.random(draws) * flat.sum(), side="right")
        drift, noise, growth, point = np.unravel_index(np.minimum(picked, flat.size - 1), self.chance.shape)
        width = self.at[1] - self.at[0]
        a_year = np.array(GROWTHS)[growth]
        start = self.at[point] + width * (rng.random(draws) - 0.5) + a_year * self.half
        path = _walk(rng, np.array(DRIFTS)[drift], np.array(JUMPS)[drift], weeks)
        path += a_year[:, None] * (np.arange(1, weeks + 1) / WEEKS_A_YEAR)
        spread = np.array(NOISES)[noise][:, None]
        return np.exp(start[:, None] + path), rng.gamma(1 / spread, spread, (draws, weeks))


def _walk(rng: np.random.Generator, drift: Floats, jumps: Floats, weeks: int) -> Floats:
    """Random walks of the logarithm, (draws, weeks), whose exponentials stay 1 on average."""
    shape = (len(drift), weeks)
    steps = drift[:, None] * rng.standard_normal(shape) - drift[:, None] ** 2 / 2
    steps += (rng.random(shape) < jumps[:, None]) * (JUMP * rng.standard_normal(shape) - JUMP**2 / 2)
    return np.asarray(np.cumsum(steps, axis=1))


def follow(counts: Ints, exposure: Floats) -> Level:
    """The level per unit of `exposure` behind counts of successive weeks, (weeks,) each, the last one being the newest.

    Kitagawa (1987), JASA 82, 1032-1041: the distribution of the level is carried from week to week on a grid of points, so that neither small counts nor jumps
    need a normal distribution. A count is negative binomial about level × exposure.
    """
    at = _points(counts, exposure)
    years = (np.arange(len(counts)) - (len(counts) - 1) / 2) / WEEKS_A_YEAR
    kernels = np.stack([_kernel(at, *each) for each in zip(DRIFTS, JUMPS, strict=True)])
    models = len(NOISES) * len(GROWTHS)
    chance = np.full((len(DRIFTS), models, len(at)), 1 / len(at))
    evidence = np.tile(np.log(_BELIEF), (len(DRIFTS), len(NOISES)))
    for week, (count, size) in enumerate(zip(counts, exposure, strict=True)):
        chance = chance @ kernels if week else chance
        said = _log_likelihood(float(count), float(size), at, years[week])
        peak = said.max(axis=1)
        chance = chance * np.exp(said - peak[:, None])
        total = chance.sum(axis=2)
        evidence += np.log(total) + peak
        chance /= total[:, :, None]
    chance *= np.exp(evidence - evidence.max())[:, :, None]
    shape = (len(DRIFTS), len(NOISES), len(GROWTHS), len(at))
    return Level(at, (chance / chance.sum()).reshape(shape), float(years[-1]))


def _points(counts: Ints, exposure: Floats) -> Floats:
    """Equal steps of the logarithm, beyond all that was seen."""
    window = np.ones(min(3, len(counts)))
    seen, size = np.convolve(counts, window, "valid"), np.convolve(exposure, window, "valid")
    rates = np.log((seen + 0.3) / (size + 0.3 * exposure.mean()))
    if not counts.any():
        rates = np.log([0.1 / exposure.sum()])
    return np.linspace(rates.min() - _MARGIN, rates.max() + _MARGIN, _POINTS)


def _kernel(at: Floats, drift: float, jump: float) -> Floats:
    """Chances to go from each point to each other within a week; (points, points)."""
    width = at[1] - at[0]
    apart = at[:, None] - at[None, :]
    if drift >= width:
        steps = np.exp(-0.5 * (apart / drift) ** 2)
    else:  # finer than the grid: to a neighbour now and then, with the same variance
        once = 0.5 * (drift / width) ** 2
        number = np.rint(apart / width)
        steps = np.where(number == 0, 1 - 2 * once, np.where(np.abs(number) == 1, once, 0.0))
    jumps = np.exp(-0.5 * (apart / JUMP) ** 2) + 1e-6
    return np.asarray(
        (1 - jump) * steps / steps.sum(axis=1, keepdims=True)
        + jump * jumps / jumps.sum(axis=1, keepdims=True)
    )


def _log_likelihood(count: float, size: float, at: Floats, year: float) -> Floats:
    """Of one week's count: (noises × growths, points)."""
    log_mean = np.log(max(size, 1e-9)) + at[None, :] + np.array(GROWTHS)[:, None] * year
    form = 1 / np.array(NOISES)
    known = log_gamma(count + form) - log_gamma(form) + form * np.log(form)
    said = count * log_mean[None] - (count + form)[:, None, None] * np.log(
        np.exp(log_mean)[None] + form[:, None, None]
    )
    return np.asarray((said + known[:, None, None]).reshape(-1, len(at)))
