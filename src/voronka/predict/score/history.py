"""What was known of a deal at a moment: looked up in columns of what happened, for all deals and moments at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.predict.score.judge import Flags
from voronka.stats.risk import Counts, Floats

#: Moments are whole seconds.
DAY = 86_400


@dataclass(frozen=True, eq=False)
class Events:
    """Things that happened to deals (`deal`: their numbers from 0), in order of deal and moment `at` (seconds)."""

    deal: Counts
    at: Counts
    order: Counts

    @classmethod
    def of(cls, deal: Counts, at: Counts, ties: Counts | None = None) -> Events:
        """From columns in any order; what happened at one moment is put in order of `ties`. `order` sorts a column that stands beside them."""
        keys = (at, deal) if ties is None else (ties, at, deal)
        order = np.lexsort(keys)
        return cls(deal[order], at[order], order)

    def before(self, deal: Counts, moment: Counts) -> Counts:
        """How many events stand before the moment: all of earlier deals, and of the deal itself those earlier than the moment."""
        if not len(self.at):
            return np.zeros(len(deal), dtype=np.int64)
        first = int(self.at.min())
        span = int(self.at.max()) - first + 2
        own, asked = self.at - first, np.clip(moment - first, 0, span - 1)
        return np.searchsorted(self.deal * span + own, deal * span + asked, side="left")

    def starts(self, deal: Counts) -> Counts:
        """How many events stand before the first of the deal."""
        return np.searchsorted(self.deal, deal, side="left")

    def last(self, deal: Counts, moment: Counts) -> tuple[Counts, Flags]:
        """The place of the deal's last event before the moment, and whether there is one."""
        place = self.before(deal, moment) - 1
        found = place >= self.starts(deal)
        return np.where(found, place, 0), found

    def count(self, deal: Counts, moment: Counts, which: Flags | None = None) -> Counts:
        """How many of the deal's events before the moment; of `which` alone (in order of the events)."""
        end, start = self.before(deal, moment), self.starts(deal)
        if which is None:
            return np.asarray(end - start)
        upto = np.concatenate([[0], np.cumsum(which)])
        return np.asarray(upto[end] - upto[start])


def total(events: Events, amount: Counts, deal: Counts, moment: Counts) -> tuple[Counts, Flags]:
    """The sum of `amount` (in order of the events) over the deal's events before the moment, and whether there were any."""
    upto = np.concatenate([[0], np.cumsum(amount)])
    end, start = events.before(deal, moment), events.starts(deal)
    return np.asarray(upto[end] - upto[start]), np.asarray(end > start)


def days_since(moment: Counts, at: Counts, found: Flags) -> Floats:
    """Days from `at` to the moment; nan where there is none."""
    return np.where(found, (moment - at) / DAY, np.nan)
