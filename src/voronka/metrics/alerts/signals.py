"""Signals: what is counted day by day, what is to be expected of it, and how a look at its last days comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from voronka.model.alert import About, Rule
from voronka.predict.calendar import Flags, Floats
from voronka.predict.watch import (
    WINDOW,
    Sums,
    count_range,
    count_tails,
    noise,
    share_range,
    share_tail,
    sums,
)

#: What is usual is learned anew every so many days, and not before there are so many.
BLOCK, FIRST = 28, 84
_LEAST = 1e-12


@dataclass(frozen=True)
class Look:
    """What the window before a day showed: `seen` of `trials`, what was `usual`, between `low` and `high`; −log10 of the chances of so few and of so many."""

    seen: float
    usual: float
    low: float
    high: float
    trials: float
    too_few: float
    too_many: float


@dataclass(frozen=True, eq=False)
class Signal:
    """One thing that is watched. `series` gives its counts and their exposure by day, (days,) each, having learned from the days before the one it is given.

    A share's exposure is its trials. The window ends `lag(day)` days before the look. `worth` is the money, in minor units, that one more or less is about.
    """

    rule: Rule
    key: str
    about: tuple[About, ...]
    series: Callable[[int], tuple[Floats, Floats]]
    worth: Callable[[int], float]
    is_share: bool = False
    lag: Callable[[int], int] = lambda _: 0
    _kept: dict[int, Sums] = field(default_factory=dict)

    def look(self, day: int) -> Look | None:
        """How the window before that day looks; None where too little is known."""
        learned = learned_on(day)
        end = day - self.lag(day)
        if learned < FIRST or end < FIRST:
            return None
        if learned not in self._kept:
            self._kept[learned] = sums(*self.series(learned))
        return _look(self._kept[learned], end, self.is_share)


def learned_on(day: int) -> int:
    """The last day on which something was learned before a look on that day."""
    return (day - 1) // BLOCK * BLOCK


def _look(of: Sums, end: int, is_share: bool) -> Look | None:
    past = np.arange(end - WINDOW, FIRST - 1, -WINDOW)[::-1]
    seen, usual, trials = (float(one[end]) for one in (of.seen, of.usual, of.trials))
    if is_share:
        rates = of.usual[past] / np.maximum(of.trials[past], 1e-9)
        wide = noise(of.seen[past], of.usual[past], of.usual[past] * (1 - rates))
        if trials <= 0:
            return None
        few = share_tail(seen, trials, usual / trials, wide)
        low, high = share_range(trials, usual / trials, wide)
        return Look(seen, usual, low * trials, high * trials, trials, _surprise(few), 0.0)
    wide = noise(of.seen[past], of.usual[past], of.usual[past])
    few, many = count_tails(seen, usual, wide)
    low, high = count_range(usual, wide)
    return Look(seen, usual, low, high, seen, _surprise(few), _surprise(many))


def _surprise(chance: float) -> float:
    return float(-np.log10(max(chance, _LEAST)))


def bulk(counts: Floats) -> Flags:
    """Days with far more than the four weeks before had on a busy day: files were imported, old deals closed in one go. Nothing later is looked at.

    >>> bulk(np.array([3.0, 2, 4, 3, 3, 1, 0] * 4 + [60, 3])).nonzero()[0].tolist()
    [28]
    """
    if len(counts) < BLOCK + 1:
        return np.zeros(len(counts), dtype=bool)
    before = np.lib.stride_tricks.sliding_window_view(counts, BLOCK)[:-1]
    busy = np.concatenate([np.full(BLOCK, np.inf), np.sort(before, axis=1)[:, -3]])
    return np.asarray(counts > 2.5 * busy + 8 * np.sqrt(busy + 1))
