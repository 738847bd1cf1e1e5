"""How a figure of a period ends that nobody simulates deal by deal: a count of activities, a share, a mean or a median, from its own past periods.

A period is taken to be made of equal parts of working time. What has happened stays; what is still to come is drawn around the past periods and this one so far,
the more widely the more they differed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voronka.predict.calendar import Floats

#: Fewer past periods say nothing of how much periods differ.
FEWEST = 3
#: Draws, and where they begin: the same question has the same digits.
DRAWS, SEED = 2000, 9


def sum_ends(fact: float, done: float, past: Sequence[float]) -> Floats | None:
    """A sum when its period is over: the `fact` of the part `done` (0..1) and what the rest brings; None where the `past` sums are too few.

    >>> ends = sum_ends(10, 0.5, [20, 22, 18, 20])
    >>> round(float(ends.mean())), bool(ends.min() >= 10)
    (20, True)
    """
    if len(past) < FEWEST:
        return None
    usual = (sum(past) + fact) / (len(past) + done)
    # counts vary at least as chance makes them, whatever a few periods show
    spread = max(float(np.var(past, ddof=1)), usual if usual > 0 else 0.0) * (1 + 1 / len(past))
    left = 1 - done
    rest = usual * left + np.sqrt(spread * left) * _normal()
    return np.asarray(fact + np.maximum(rest, 0.0))


def share_ends(hits: float, trials: float, done: float, past: Sequence[tuple[float, float]]) -> Floats | None:
    """A share when its period is over, from `hits` of `trials` so far and those of past periods; None where nothing is known at all.

    Past periods together count as much as one of them: Beta and binomial draws.

    >>> ends = share_ends(30, 100, 0.5, [(60, 200), (60, 200)])
    >>> round(float(ends.mean()), 2), share_ends(0, 0, 0.0, []) is None
    (0.3, True)
    """
    known = [one for one in past if one[1] > 0]
    before = np.mean(known, axis=0) if known else np.zeros(2)
    if trials + before[1] <= 0:
        return None
    rng = np.random.default_rng(SEED)
    good, bad = hits + before[0], trials - hits + before[1] - before[0]
    chance = rng.beta(max(good, 0.0) + 0.5, max(bad, 0.0) + 0.5, DRAWS)
    whole = trials / done if done > 0 and trials > 0 else before[1]
    more = round(max(whole - trials, 0.0))
    if trials + more <= 0:
        return np.asarray(chance)
    return np.asarray((hits + rng.binomial(more, chance)) / (trials + more))


def level_ends(value: float | None, done: float, past: Sequence[float]) -> Floats | None:
    """A mean, a median or a score when its period is over; None where the past ones are too few.

    >>> ends = level_ends(12.0, 0.5, [10.0, 11.0, 9.0, 10.0])
    >>> 10.5 < float(ends.mean()) < 11.5
    True
    """
    if len(past) < FEWEST:
        return None
    so_far = 0.0 if value is None else done
    usual = (sum(past) + so_far * (value or 0.0)) / (len(past) + so_far)
    spread = float(np.var(past, ddof=1)) * (1 + 1 / len(past))
    left = 1 - so_far
    return np.asarray(so_far * (value or 0.0) + left * usual + np.sqrt(spread * left) * _normal())


def reach_of(ends: Floats, target: float, direction: int) -> float:
    """The share of the draws that reach the target: not less than it, or not more where less is better.

    >>> reach_of(np.array([1.0, 2.0, 3.0, 4.0]), 2.0, 1), reach_of(np.array([1.0, 2.0, 3.0, 4.0]), 2.0, -1)
    (0.75, 0.5)
    """
    return float((ends >= target).mean() if direction > 0 else (ends <= target).mean())


def _normal() -> Floats:
    return np.asarray(np.random.default_rng(SEED).standard_normal(DRAWS))
