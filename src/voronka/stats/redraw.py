"""Bootstrap over deals: the same data give the same draws, to the digit."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from voronka.stats.risk import Counts, Floats, Risk

DRAWS = 1000
#: More deals than this are first dealt into so many blocks at random: the spread stays what it is, the work does not grow.
BLOCKS = 1000


def generator(*columns: npt.ArrayLike, seed: int | None = None) -> np.random.Generator:
    """PCG64, seeded by the content of the columns unless a seed is given."""
    if seed is None:
        digest = blake2b(digest_size=8)
        for column in columns:
            digest.update(np.ascontiguousarray(column).tobytes())
        seed = int.from_bytes(digest.digest(), "little")
    return np.random.Generator(np.random.PCG64(seed))


def generator_of(*tables: Risk, seed: int | None = None) -> np.random.Generator:
    """As `generator`, for tables."""
    columns = [(table.group, table.age, table.events, table.censored, table.entered) for table in tables]
    return generator(*(column for table in columns for column in table), seed=seed)


def redraw(risk: Risk, draws: int, rng: np.random.Generator) -> Risk:
    """`draws` bootstrap samples of the table, each a group of the result; every group of `risk` is a stratum redrawn by itself.

    Drawing deals with replacement is a multinomial redraw of the cells (age, way of leaving): no deal need be known. The counts of a table
    with late entries do not say which entry belongs to which exit; there the events at each age are redrawn among those at risk (the
    "weird bootstrap" of Andersen, Borgan, Gill and Keiding, 1993, section IV.1.4), which has the same limit.
    """
    if risk.entered.any():
        return _redraw_events(risk.together(), draws, rng)
    cells = np.vstack([risk.events, risk.censored])
    ages, column = np.unique(risk.age, return_inverse=True)
    drawn = np.zeros((draws, len(cells), len(ages)), dtype=np.int64)
    for stratum in range(risk.groups):
        rows = np.flatnonzero(risk.group == stratum)
        outcome, row = np.nonzero(cells[:, rows])
        counts = cells[outcome, rows[row]]
        # One cell occurs once within a stratum, so that += meets no repeated index.
        drawn[:, outcome, column[rows[row]]] += _multinomial(counts, draws, rng)
    return _tables(ages, drawn)


def redraw_sums(columns: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Sums of each of the `columns` (deals, k) over `draws` samples of the deals with replacement: (draws, k).

    For sums of money, which counts do not determine. More than `BLOCKS` deals are first put into that many random blocks.
    """
    deals = len(columns)
    if deals > BLOCKS:
        order = rng.permutation(deals)
        columns = np.add.reduceat(columns[order], np.arange(BLOCKS) * deals // BLOCKS, axis=0)
    times = _multinomial(np.ones(len(columns), dtype=np.int64), draws, rng)
    return np.asarray(times @ columns, dtype=np.float64)


def percentiles(drawn: Floats) -> tuple[float, float]:
    """The middle 95 % of the draws (type 1 quantiles, so that infinite draws stay apart)."""
    low, high = np.quantile(drawn, [0.025, 0.975], method="inverted_cdf")
    return float(low), float(high)


def _multinomial(counts: Counts, draws: int, rng: np.random.Generator) -> Counts:
    total = int(counts.sum())
    if total == 0:
        return np.zeros((draws, len(counts)), dtype=np.int64)
    return rng.multinomial(total, counts / total, size=draws)


def _tables(ages: Counts, drawn: Counts) -> Risk:
    """(draws, causes + 1, ages) counts as one table with a group a draw."""
    draws, outcomes, units = drawn.shape
    flat = drawn.transpose(1, 0, 2).reshape(outcomes, draws * units)
    return Risk.make(
        np.tile(ages, draws), flat[:-1], flat[-1], group=np.repeat(np.arange(draws), units), groups=draws
    )


def _redraw_events(risk: Risk, draws: int, rng: np.random.Generator) -> Risk:
    at_risk = np.maximum(risk.at_risk, 1)
    chances = np.vstack([risk.events, at_risk - risk.left]).T / at_risk[:, None]
    events = rng.multinomial(at_risk, chances, size=(draws, len(at_risk)))[..., :-1]
    rows = len(risk.age)
    return Risk(
        draws,
        np.repeat(np.arange(draws), rows),
        np.tile(risk.age, draws),
        events.transpose(2, 0, 1).reshape(risk.causes, draws * rows),
        np.tile(risk.censored, draws),
        np.tile(risk.entered, draws),
        np.tile(risk.at_risk, draws),
    )
