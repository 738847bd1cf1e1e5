"""Things that go wrong in a company for a while: planted to see whether they are found. Without any the company is the same to the byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from voronka.simulator.arrivals import Arrivals
from voronka.simulator.stages import TABLE
from voronka.simulator.worktime import Calendar, Flags, Ints, to_working_time

Kind = Literal["inflow", "conversion", "stay", "response"]
HOUR = 3600


@dataclass(frozen=True)
class Fault:
    """From `at` to `until` (unix seconds) something is wrong, by `strength`.

    `inflow`: that share of the new deals of a `source` (number, None: all of the main pipeline) never comes. `conversion`: that share of the deals which would go on from
    `stage` (code) is lost instead. `stay`: work on `stage` is slower by that share. `response`: whoever comes in is answered after so many hours.
    """

    kind: Kind
    at: int
    until: int
    strength: float
    source: int | None = None
    stage: int | None = None

    def holds(self, at: Ints) -> Flags:
        """Which moments lie in it."""
        return (at >= self.at) & (at < self.until)


@dataclass(frozen=True)
class Faults:
    """All that goes wrong, and the chance by which it does: streams of its own."""

    seed: int
    all: tuple[Fault, ...] = ()

    def _of(self, kind: Kind, part: int) -> list[tuple[Fault, np.random.Generator]]:
        return [
            (one, np.random.default_rng([self.seed, 20, number, part]))
            for number, one in enumerate(self.all)
            if one.kind == kind
        ]

    def thinned(self, arrivals: Arrivals) -> Arrivals:
        """The new deals that come all the same."""
        kept = np.ones(len(arrivals), dtype=bool)
        for fault, rng in self._of("inflow", 0):
            hit = fault.holds(arrivals.at) & (rng.random(len(arrivals)) < fault.strength)
            kept &= ~(hit & ((fault.source is None) | (arrivals.source == fault.source)))
        if kept.all():
            return arrivals
        number = np.where(kept, np.cumsum(kept) - 1, -1)
        client = np.where(arrivals.client_of >= 0, number[arrivals.client_of], -1)
        columns = vars(replace(arrivals, client_of=client))
        return Arrivals(**{name: column[kept] for name, column in columns.items()})

    def bent(
        self, step: int, code: Ints, since: Ints, after: Ints, left: Ints, calendar: Calendar
    ) -> tuple[Ints, Ints]:
        """What becomes of deals on `code` that would go `after` at `left`: (after, left)."""
        for fault, rng in self._of("stay", step):
            slowed = np.flatnonzero(
                (code == fault.stage) & (after >= 0) & (left > fault.at) & (since < fault.until)
            )
            later = _slowed(fault, since[slowed], left[slowed])
            left = left.copy()
            left[slowed] = to_working_time(rng, calendar, later)
        for fault, rng in self._of("conversion", step):
            on = (code == fault.stage) & (after > code) & (after <= TABLE.won[code]) & fault.holds(left)
            hit = on & (rng.random(len(code)) < fault.strength)
            after = np.where(hit, TABLE.lost[code], after)
        return after, left

    def answered(self, asked: Ints, at: Ints, incoming: Flags, calendar: Calendar) -> Ints:
        """When people write or call, of deals that were there to be answered since `asked`."""
        for fault, rng in self._of("response", 0):
            hit = np.flatnonzero(fault.holds(asked) & ~incoming & (at >= asked))
            wait = fault.strength * HOUR * rng.uniform(0.5, 1.5, len(hit))
            earliest = to_working_time(rng, calendar, asked[hit] + wait.astype(np.int64))
            at = at.copy()
            at[hit] = np.maximum(at[hit], earliest)
        return at


def _slowed(fault: Fault, since: Ints, left: Ints) -> Ints:
    """When deals leave that would have left at `left`: what was still to be done when it began, or when they came, goes slower until it ends."""
    pace = 1 - fault.strength
    begins = np.maximum(since, fault.at)
    work = left - begins
    done = ((fault.until - begins) * pace).astype(np.int64)
    inside = begins + (work / max(pace, 1e-6)).astype(np.int64)
    return np.where(work <= done, inside, fault.until + work - done)


NO_FAULTS = Faults(0)
