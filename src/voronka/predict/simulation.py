"""Draws of what may happen, without a loop over deals or draws."""

from __future__ import annotations

import numpy as np

from voronka.predict.stages import Floats, Ints

#: Chances are treated together that differ by less than this factor.
_STEP = 1.3
#: Chances below are none.
_LEAST = 1e-7


def happenings(
    rng: np.random.Generator, chance: Floats, scale: Floats, before: Floats | None = None
) -> tuple[Ints, Ints]:
    """Which of the items happen in which draw, each by itself with `chance` · `scale` of the draw (at most 1): numbers of draws, numbers of items.

    What has not happened before, with the chance `before` · `scale`, is all that still can: then the chance is that of the rest.
    The work grows with what happens, not with items · draws: gaps between successes are geometric, and a rarer item than the most frequent of its class
    is thinned out. Devroye (1986), Non-Uniform Random Variate Generation, chapters II.3 and X.2.
    """
    found_draws, found_items = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    before = np.zeros(len(chance)) if before is None else before
    top = _of_rest(chance, before, float(scale.max()))
    known = np.flatnonzero(top > _LEAST)
    level = np.floor(np.log(top[known]) / np.log(_STEP)).astype(np.int64)
    for one in np.unique(level).tolist():
        items = known[level == one]
        most = float(top[items].max())
        place = _successes(rng, most, len(items) * len(scale))
        draw, item = place // len(items), items[place % len(items)]
        kept = rng.random(len(place)) * most < _of_rest(chance[item], before[item], scale[draw])
        found_draws.append(draw[kept])
        found_items.append(item[kept])
    return np.concatenate(found_draws), np.concatenate(found_items)


def _of_rest(chance: Floats, before: Floats, scale: Floats | float) -> Floats:
    """The chance of what has not happened before; at most 1."""
    left = np.maximum(1 - before * scale, 1e-12)
    return np.asarray(np.minimum(chance * scale / left, 1.0), dtype=np.float64)


def _successes(rng: np.random.Generator, chance: float, trials: int) -> Ints:
    """The numbers of the trials that succeed, each with `chance`."""
    parts, last = [], -1
    while last < trials:
        wanted = (trials - last) * chance
        gaps = rng.geometric(chance, int(wanted + 4 * np.sqrt(wanted) + 8))
        parts.append(last + np.cumsum(gaps))
        last = int(parts[-1][-1])
    place = np.concatenate(parts)
    return np.asarray(place[place < trials], dtype=np.int64)


def pick(rng: np.random.Generator, shares: Floats) -> Ints:
    """For each row of weights (rows, choices) one choice; the last one where all are 0."""
    edges = np.cumsum(shares, axis=1)
    dart = rng.random(len(shares)) * edges[:, -1]
    chosen = (edges <= dart[:, None]).sum(axis=1)
    return np.asarray(np.minimum(chosen, shares.shape[1] - 1), dtype=np.int64)


def summed(place: tuple[Ints, ...], worth: Ints, shape: tuple[int, ...]) -> Ints:
    """Whole numbers added up by place: exact below 2^53."""
    flat = np.ravel_multi_index(place, shape) if len(worth) else np.zeros(0, dtype=np.int64)
    found = np.bincount(flat, weights=worth.astype(np.float64), minlength=int(np.prod(shape)))
    return found.astype(np.int64).reshape(shape)
