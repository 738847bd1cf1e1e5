"""How deals go from stage to stage: a semi-Markov process in whole days, fitted to counts of stays.

A deal that has come to a stage leaves it by one of several ways, each with its own hazard by age on that stage: on to another stage (forward or back), to the
win, or away. What it did before is forgotten. Ages count midnights: a stay that ends on the day on which it began has age 0. Hazards are constant within
classes of age, so that deals which stand for years and never close keep the chance of those that stood as long.
Chances of a win come from the renewal equation g_s(t) = f_won(t) + Σ_u Σ_k f_sk(u) g_k(t − u), exact in whole days. Howard (1971), Dynamic Probabilistic
Systems II, chapter 10; Korolyuk and Swishchuk (1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: `left` of a stay that goes on.
STILL = np.iinfo(np.int64).max
#: The first ages of the classes within which a hazard is constant.
CLASSES = np.array(
    [*range(11), 12, 14, 16, 18, 21, 24, 28, 32, 37, 43, 50, 60, 75, 90, 120, 180, 270, 365, 540, 730]
)
#: Ages above are as this one.
OLDEST = 800


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays, each row standing for `times` of them: on `state` from day `entered` to day `left` (STILL: not known to have ended), then to `after`.

    States are 0 … n − 1; `after` is one of these, or n for the win, n + 1 for any other end.
    """

    state: Ints
    after: Ints
    entered: Ints
    left: Ints
    times: Ints

    def until(self, day: int) -> Stays:
        """What was known when that day began."""
        seen = self.entered < day
        left = np.where(self.left < day, self.left, STILL)[seen]
        return Stays(self.state[seen], self.after[seen], self.entered[seen], left, self.times[seen])


@dataclass(frozen=True, eq=False)
class Process:
    """Hazards `leave` (states, ways, ages 0 … OLDEST) and how many person-days they stand on, `seen` (states, ages)."""

    leave: Floats
    seen: Floats

    @property
    def states(self) -> int:
        """How many stages there are."""
        return len(self.leave)

    @cached_property
    def still(self) -> Floats:
        """The share that is still there at the beginning of each age: (states, ages)."""
        stay = np.cumprod(1 - self.leave.sum(axis=1).clip(max=1.0), axis=1)
        return np.hstack([np.ones((self.states, 1)), stay[:, :-1]])

    def ahead(self, state: int, ages: Ints, days: int) -> Floats:
        """Of deals that stand on `state` for `ages`: the share that leaves each way on each of the next days, (ages, ways, days)."""
        age = np.minimum(ages[:, None] + np.arange(days), OLDEST)
        going = self.leave[state][:, age].transpose(1, 0, 2)
        stay = np.cumprod(1 - going.sum(axis=1).clip(max=1.0), axis=1)
        there = np.hstack([np.ones((len(ages), 1)), stay[:, :-1]])
        return np.asarray(going * there[:, None, :], dtype=np.float64)

    def wins(self, days: int) -> Floats:
        """Of deals that come to each state now: the share won on each of the days 0 … days − 1, (states, days)."""
        n = self.states
        flow = np.stack([self.ahead(state, np.zeros(1, dtype=np.int64), days)[0] for state in range(n)])
        # The moves of all days in one row, and wins from the last day back to the first: a day's sum is one product.
        moves = np.ascontiguousarray(flow[:, :n, :].transpose(0, 2, 1).reshape(n, days * n))
        back = np.zeros(days * n)
        at_once = np.linalg.inv(np.eye(n) - moves[:, :n]) if n else np.zeros((0, 0))
        for day in range(days):
            first = (days - day) * n
            later = moves[:, n : (day + 1) * n] @ back[first:]
            back[first - n : first] = at_once @ (flow[:, n, day] + later)
        return back.reshape(days, n)[::-1].T.clip(0.0, 1.0)

    def chances(self, state: int, ages: Ints, weights: Floats, after: Floats) -> Floats:
        """Of deals that stand on `state` for `ages`: the share won in each span, (ages, spans), where `weights` (days, spans) say which days are of a span.

        `after` (states, days, spans) are those of deals that come to each state on each day: `later` of `self.wins`.
        """
        days, n = len(weights), self.states
        going = self.ahead(state, ages, days)
        found = going[:, n, :] @ weights + np.einsum("akv,kvs->as", going[:, :n, :], after, optimize=True)
        return np.asarray(found.clip(0.0, 1.0), dtype=np.float64)


def later(won: Floats, weights: Floats) -> Floats:
    """Of deals that come on each day: the share won in each span, (…, days, spans), by the share won on each day after that, (…, days)."""
    days = len(weights)
    gap = np.arange(days)[None, :] - np.arange(days)[:, None]
    return np.asarray(np.where(gap >= 0, won[..., gap.clip(min=0)], 0.0) @ weights, dtype=np.float64)


def fit(stays: Stays, states: int, since: int, today: int) -> Process:
    """The process as it showed itself from day `since` until day `today` began; deals that came earlier count from the age they had then."""
    stays = stays.until(today)
    ended = stays.left < today
    first = np.maximum(since - stays.entered, 0)
    last = np.where(ended, stays.left, today - 1) - stays.entered
    inside = last >= first
    shape = (states, OLDEST + 2)
    ages = [np.minimum(one[inside], OLDEST) for one in (first, last)]
    came, went = (
        _counts((stays.state[inside], age + shift), stays.times[inside], shape)
        for age, shift in zip(ages, (0, 1), strict=True)
    )
    seen = np.cumsum(came - went, axis=1)[:, : OLDEST + 1]
    gone = inside & ended
    moved = _counts(
        (stays.state[gone], stays.after[gone], np.minimum(last[gone], OLDEST)),
        stays.times[gone],
        (states, states + 2, OLDEST + 1),
    )
    return Process(_by_class(moved, seen), seen)


def _by_class(moved: Floats, seen: Floats) -> Floats:
    """Hazards, constant within each class of age."""
    above, below = (np.add.reduceat(one, CLASSES, axis=-1) for one in (moved, seen))
    rate = np.divide(above, below[:, None, :], out=np.zeros_like(above), where=below[:, None, :] > 0)
    width = np.diff(np.append(CLASSES, OLDEST + 1))
    return np.repeat(rate, width, axis=-1)


def _counts(place: tuple[Ints, ...], times: Ints, shape: tuple[int, ...]) -> Floats:
    flat = np.ravel_multi_index(place, shape) if len(times) else np.zeros(0, dtype=np.int64)
    counted = np.bincount(flat, weights=times, minlength=int(np.prod(shape)))
    return np.asarray(counted.reshape(shape), dtype=np.float64)
