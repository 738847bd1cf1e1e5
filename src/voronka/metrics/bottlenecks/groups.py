"""What was attained here at one block: by quarter and by manager, of moving on and of days; and what letting more through brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from voronka.engines.base import Columns
from voronka.metrics.bottlenecks.counts import Counted
from voronka.metrics.bottlenecks.relations import quarters
from voronka.metrics.conversion.ages import DAY, Rows, numbers, risk, summed
from voronka.metrics.conversion.steps import ENDINGS
from voronka.metrics.folding import grouped
from voronka.metrics.scope import Asked
from voronka.model.estimate import Estimate
from voronka.stats.attainable import Attainable, attainable, best_three, better_quarter
from voronka.stats.fair import effective
from voronka.stats.incidence import incidences
from voronka.stats.intervals import Z
from voronka.stats.redraw import generator_of
from voronka.stats.risk import Risk
from voronka.stats.times import quantiles

#: Groups with fewer deals than this are no example to others.
FEWEST_DEALS = 15
#: Where the manager of so many deals is unknown, he is often written down only with the win.
UNKNOWN = 0.2


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows of the counts by quarter and by manager at one block."""

    found: Counted
    quarters: list[Rows]
    people: list[Rows]

    def tables(self) -> list[tuple[str, Any, Risk]]:
        """Each basis of comparison with how it is picked from and its table."""
        parts = (
            ("quarters", best_three, self.found.quarters, self.quarters),
            ("people", better_quarter, self.found.people, self.people),
        )
        return [
            (name, pick, risk(columns, rows, ENDINGS, "ending"))
            for name, pick, columns, rows in parts
            if rows
        ]

    def standing(self) -> list[tuple[str, Any, Risk]]:
        """The same of deals that really stood there: how long until whatever came of it."""
        parts = (
            ("quarters", best_three, self.found.quarters, self.quarters),
            ("people", better_quarter, self.found.people, self.people),
        )
        return [(name, pick, stood(columns, rows)) for name, pick, columns, rows in parts if rows]


def stood(columns: Columns, groups: Sequence[Rows]) -> Risk:
    rows = np.concatenate(groups)
    stood = numbers(columns, "deals")[rows] - numbers(columns, "skipped")[rows]
    over = columns["ending"][rows] != "open"
    group = np.repeat(np.arange(len(groups)), [len(part) for part in groups])
    return Risk.make(
        numbers(columns, "hours")[rows],
        np.where(over, stood, 0),
        np.where(over, 0, stood),
        group=group,
        groups=len(groups),
    )


def groups_of(asked: Asked, found: Counted, segment: Any, position: int) -> Groups:
    names = [bucket.name for bucket in quarters(asked)]
    by_quarter = dict(grouped(found.quarters, "segment", "position", "quarter"))
    past = [by_quarter[segment, position, name] for name in names if (segment, position, name) in by_quarter]
    people: dict[Any, Rows] = {}
    # On the incoming stage deals have no manager yet: who skipped it has one, and always went on.
    if position:
        people = {
            person: part
            for (one, at, person), part in grouped(found.people, "segment", "position", "owner_id")
            if (one, at) == (segment, position)
        }
    order = sorted(people, key=lambda person: (_is_nobody(person), person if person is not None else 0))
    unknown = sum(summed(found.people, "deals", people[one]) for one in order if _is_nobody(one))
    if unknown >= UNKNOWN * sum(summed(found.people, "deals", part) for part in people.values()):
        order = []
    return Groups(found, past, [people[person] for person in order])


def _is_nobody(person: Any) -> bool:
    return person is None or isnan(person)


def reached(groups: Groups, horizon: float) -> tuple[Attainable | None, str | None]:
    """The larger of what the best quarters and what the better managers attain: both have been done here."""
    best: tuple[Attainable | None, str | None] = (None, None)
    for name, pick, table in groups.tables():
        told = incidences(table, 0, horizon)
        size = np.nan_to_num(effective(told))
        mean = float(np.nansum(size * told.value) / size.sum()) if size.sum() else 0.0
        spread = max(mean * (1 - mean), 1e-9)
        error = np.sqrt(spread / np.maximum(size, 1e-9))
        value = np.where(size >= FEWEST_DEALS, told.value, np.nan)
        found = attainable(value, error, size, pick, generator_of(table), most=1.0)
        if found and (best[0] is None or found.value > best[0].value):
            best = found, name
    return best


def days(found: Counted, groups: Groups, segment: Any, position: int) -> tuple[float | None, float | None]:
    """The median days on the stage, and the attainable ones: of the better groups after shrinkage of the logarithms."""
    rows = found.own.part(segment, position)
    if not len(rows):
        return None, None
    median = float(quantiles(stood(found.own.columns, [rows])).age[0, 0])
    if isnan(median):
        return None, None
    best: float | None = None
    for _, pick, table in groups.standing():
        told = quantiles(table, [0.5])
        with np.errstate(invalid="ignore"):
            value, low, high = (np.log(column[0] + 1) for column in (told.age, told.low, told.high))
        value = np.where(told.n >= FEWEST_DEALS, value, np.nan)
        best_of = attainable(value, (high - low) / (2 * Z), told.n, pick, generator_of(table), sign=-1)
        if best_of and (best is None or best_of.value < best):
            best = best_of.value
    return median / DAY, None if best is None else min(float(np.exp(best) - 1), median) / DAY


def marginal(found: Counted, people: Sequence[Rows]) -> Estimate | None:
    """How many wins one more deal let through brings, by those that an average one brings: the slope of wins on passes over managers.

    1: as good as any other; 0: stricter sorting costs no wins. The interval is Student's, by least squares weighed by deals.
    """
    deals, passed, won = (
        np.array([float(summed(found.people, name, part, where)) for part in people])
        for name, where in (("deals", None), ("deals", found.people["ending"] == "advanced"), ("won", None))
    )
    enough = deals >= 2 * FEWEST_DEALS
    free = int(enough.sum()) - 2
    if free < 2 or not won.sum():
        return None
    n, x, y = deals[enough], passed[enough] / deals[enough], won[enough] / deals[enough]
    x_mean, y_mean = float(n @ x / n.sum()), float(n @ y / n.sum())
    spread = float(n @ (x - x_mean) ** 2)
    if not spread or not y_mean:
        return None
    slope = float(n @ ((x - x_mean) * (y - y_mean))) / spread
    error = float(np.sqrt((n @ (y - y_mean - slope * (x - x_mean)) ** 2) / free / spread))
    scale = x_mean / y_mean
    # Student's 97.5 % point to two digits: 4.31 with two degrees of freedom, 2.31 with eight.
    half = (Z + 2.3 / free + 4.8 / free**2) * error * scale
    return Estimate(int(n.sum()), slope * scale, slope * scale - half, slope * scale + half)
