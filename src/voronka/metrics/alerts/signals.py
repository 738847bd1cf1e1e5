"""Signals: what is counted day by day, what is to be expected of it, and how a look at its last days comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt

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
#: A past alert is held against so many weeks after it, and was right where they would come by chance once in twenty cases.
AFTER, PROOF = 4, 1.3
_LEAST = 1e-12


@dataclass(frozen=True)
class Look:
    """What the window before a day showed: `seen` of `trials`, what was `usual`, how noisy weeks are."""

    seen: float
    usual: float
    trials: float
    noise: float
    is_share: bool

    @property
    def off(self) -> float:
        """How many deviations it lies from what is usual."""
        rest = 1 - self.usual / self.trials if self.is_share else 1.0
        return abs(self.seen - self.usual) / sqrt(max(self.usual * rest * self.noise, 1e-9))

    @property
    def too_few(self) -> float:
        """−log10 of the chance of so few."""
        if self.is_share:
            return _surprise(share_tail(self.seen, self.trials, self.usual / self.trials, self.noise))
        return _surprise(count_tails(self.seen, self.usual, self.noise)[0])

    @property
    def too_many(self) -> float:
        """−log10 of the chance of so many; of a share it is never asked."""
        return 0.0 if self.is_share else _surprise(count_tails(self.seen, self.usual, self.noise)[1])

    @property
    def range(self) -> tuple[float, float]:
        """Between what numbers it usually lies."""
        if not self.is_share:
            return count_range(self.usual, self.noise)
        low, high = share_range(self.trials, self.usual / self.trials, self.noise)
        return low * self.trials, high * self.trials


@dataclass(frozen=True, eq=False)
class Signal:
    """One thing that is watched. `series` gives its counts and their exposure by day, (days,) each, having learned from the days before the one it is given.

    A share's exposure is its trials. The window ends `lag(day)` days before the look. `worth` is the money, in minor units, that one more or less is about; `minutes`: within which
    an answer is in time. `behind` names the list of deals to look at, but for the days of the window.
    """

    rule: Rule
    key: str
    about: tuple[About, ...]
    series: Callable[[int], tuple[Floats, Floats]]
    worth: Callable[[int], float]
    is_share: bool = False
    lag: Callable[[int], int] = lambda _: 0
    minutes: Callable[[int], int] = lambda _: 0
    behind: tuple[tuple[str, str], ...] = ()
    _kept: dict[int, Sums] = field(default_factory=dict)

    def look(self, day: int) -> Look | None:
        """How the window before that day looks; None where too little is known."""
        end = day - self.lag(day)
        if learned_on(day) < FIRST or end < FIRST:
            return None
        return _look(self._sums(day), end, self.is_share)

    def proved(self, day: int) -> bool | None:
        """Whether the four weeks after a look that rang were, all by themselves, as low (or high) as chance would have them in at most one of twenty cases; None where they are not over."""
        of, end = self._sums(day), day - self.lag(day)
        weeks = end + WINDOW * np.arange(1, AFTER + 1)
        if weeks[-1] >= len(of.seen) or (look := self.look(day)) is None:
            return None
        seen, trials = float(of.seen[weeks].sum()), float(of.trials[weeks].sum())
        usual = trials * of.usual[end] / max(of.trials[end], 1e-9)
        later = Look(seen, usual, trials, look.noise, self.is_share)
        return (later.too_few if look.seen < look.usual else later.too_many) >= PROOF

    def _sums(self, day: int) -> Sums:
        learned = learned_on(day)
        if learned not in self._kept:
            self._kept[learned] = sums(*self.series(learned))
        return self._kept[learned]


def learned_on(day: int) -> int:
    """The last day on which something was learned before a look on that day."""
    return (day - 1) // BLOCK * BLOCK


def _look(of: Sums, end: int, is_share: bool) -> Look | None:
    past = np.arange(end - WINDOW, FIRST - 1, -WINDOW)[::-1]
    seen, usual, trials = (float(one[end]) for one in (of.seen, of.usual, of.trials))
    if trials <= 0 or usual <= 0:
        return None
    rest = 1 - of.usual[past] / np.maximum(of.trials[past], 1e-9) if is_share else 1.0
    wide = noise(of.seen[past], of.usual[past], of.usual[past] * rest)
    return Look(seen, usual, trials, wide, is_share)


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
