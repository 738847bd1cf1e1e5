"""What a stage's own history says of a deal that stands there: how long is normal, and what chance is left after so many days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from voronka.engines.base import Columns
from voronka.metrics.times.tables import tables
from voronka.stats.doubts import ENOUGH
from voronka.stats.incidence import shares
from voronka.stats.passage import passage_times
from voronka.stats.risk import Risk

#: The days from which each class of `chances.sql` counts.
KNOTS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 540, 730)
OUTCOMES = ("won", "lost", "handed_over")
#: Chances are told in so many parts of one, whole numbers being alike on every engine.
PARTS = 10_000
#: Below this share of the fresh chance a deal is losing it.
FALLEN = 0.5


@dataclass(frozen=True)
class Chances:
    """Of one block: `chance` of a win within `horizon` days from each of the `KNOTS` on (in 1/10,000; None: too few to tell), and the most
    hours that a deal which was won in the end ever stood there (None: too few wins)."""

    horizon: float
    chance: tuple[int | None, ...]
    longest_won: int | None

    @property
    def fresh(self) -> int | None:
        """The chance of a deal that has just come."""
        return self.chance[0]

    def spans(self) -> list[tuple[int, int | None, int, bool]]:
        """(from hours, before hours, chance, whether it has fallen below half) of each age at which it differs from the one before."""
        found: list[tuple[int, int | None, int, bool]] = []
        for (start, chance), (end, _) in pairwise([*zip(KNOTS, self.chance, strict=True), (None, None)]):
            if chance is None or self.fresh is None or start is None:
                return []
            found.append(
                (start * 24, None if end is None else end * 24, chance, chance < FALLEN * self.fresh)
            )
        return found


def chances(counted: Columns, horizon: float | None = None) -> dict[int, Chances]:
    """Chances by position from the counts of `chances.sql`, by Aalen and Johansen; `horizon` in days, None: as long as 90 % of the wins from there took.

    The chance after a days is that of the stays that lasted so long: won less than `horizon` days later, lost and handed over being other ends and open deals
    censored. Where fewer than 30 lasted so long the last known chance stays.
    """
    found = {}
    for position in np.unique(counted["position"].astype(np.int64)).tolist():
        own = {name: column[counted["position"] == position] for name, column in counted.items()}
        _, whole = tables(own, ["position"], "days", "outcome", "stays", OUTCOMES)
        slow = passage_times(whole, 0)[0].p90_days
        # What happened in whole day u happened before u + 1.
        span = horizon if horizon is not None or slow is None else slow + 1
        won = own["outcome"] == "won"
        enough = int(own["stays"][won].astype(np.int64).sum()) >= ENOUGH
        found[position] = Chances(
            0.0 if span is None else span,
            _by_knot(own, span) if span is not None else (None,) * len(KNOTS),
            int(own["longest"][won].astype(np.int64).max()) if enough else None,
        )
    return found


def _by_knot(own: Columns, horizon: float) -> tuple[int | None, ...]:
    found: list[int | None] = []
    lasted = own["class"].astype(np.int64)
    for knot, days in enumerate(KNOTS):
        left = {name: column[lasted >= knot] for name, column in own.items()}
        count = int(left["stays"].astype(np.int64).sum())
        if count < ENOUGH:
            found.append(found[-1] if found else None)
            continue
        found.append(round(PARTS * float(shares(_after(left, days), 0, max(horizon, 1))[0])))
    return tuple(found)


def _after(left: Columns, days: int) -> Risk:
    """What became of them, with the clock from that day on."""
    since = np.maximum(left["days"].astype(np.int64) - days, 0)
    return tables({**left, "since": since}, ["position"], "since", "outcome", "stays", OUTCOMES)[1]
