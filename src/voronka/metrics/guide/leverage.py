"""How much a driver could give: what the company's own best months of the last year were above its usual ones, chance taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.ask import module_of, settled
from voronka.metrics.catalog import METRICS
from voronka.metrics.found import Found
from voronka.metrics.scope import Asked
from voronka.metrics.scope import asked as asked_in
from voronka.model.estimate import Estimate
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.stats.intervals import Z
from voronka.stats.shrinkage import shrink_means

#: A year of months is looked at; the best three are what can be reached; fewer than four say nothing.
MONTHS, BEST, FEWEST = 12, 3, 4


@dataclass(frozen=True)
class Month:
    """What a driver was in one month, and its standard error."""

    value: float
    error: float


def room(months: Sequence[Month]) -> float | None:
    """By which share of itself the driver rises when all months are like the best three, after shrinkage; 0 where months differ by chance alone.

    None where fewer than four months are known, or the usual one is nothing.

    >>> room([Month(10, 3), Month(11, 3), Month(9, 3), Month(10, 3)])
    0.0
    """
    if len(months) < FEWEST:
        return None
    shrunken = shrink_means([one.value for one in months], [one.error for one in months])
    usual = shrunken.mean
    if usual <= 0:
        return None
    best = float(np.sort(shrunken.value)[-BEST:].mean())
    return max(0.0, best / usual - 1)


def question_of(asked: Asked, metric: str, period: Period | None, **parts: str) -> Asked:
    """Another metric asked of the same deals; `parts` are as in a question's text."""
    given = Question.from_pairs([("metric", metric), *METRICS[metric].example, *parts.items()])
    same = asked.question
    question = given.with_(pipeline=same.pipeline, period=period, as_of=same.as_of, where=same.where)
    return asked_in(question, asked.names, asked.context)


def answered(engine: Engine, asked: Asked) -> Found:
    """The answer of the metric's own module."""
    return module_of(asked.metric).answer(engine, settled(engine, asked))


def year(asked: Asked, until: date) -> Period | None:
    """The twelve whole months that end before `until`, as far as the deals reach back; None where there is not one."""
    known = asked.names.known_from
    if known is None:
        return None
    last = until.replace(day=1)
    first = last
    for _ in range(MONTHS):
        earlier = (first - timedelta(days=1)).replace(day=1)
        if earlier <= known.date().replace(day=1):
            # the month in which the deals begin is not whole
            break
        first = earlier
    return Period.parse(f"{first}..{last}") if first < last else None


def flows(found: Found, average: Estimate | None) -> dict[str, list[Month]]:
    """Months of new deals, wins and the average deal, from the rows of `volume`; `average` tells how unequal deals are."""
    spread = 0.0
    if average is not None and average.low is not None and average.high is not None:
        spread = (average.high - average.low) / 2 / Z * sqrt(average.n)
    leads, wins, deals = [], [], []
    for row in found.rows:
        leads.append(Month(row["new"], sqrt(max(row["new"], 1))))
        wins.append(Month(row["won"], sqrt(max(row["won"], 1))))
        if row["won"] and row["won_amount"].minor and spread:
            deals.append(Month(row["won_amount"].minor / row["won"], spread / sqrt(row["won"])))
    return {"leads": leads, "wins": wins, "average_deal": deals}


def shares(found: Found, win: int) -> dict[str, list[Month]]:
    """Months of creation: the share won, and each step's, from the rows of `conversion` by month."""
    months: dict[str, list[Month]] = {}
    for row in found.rows:
        name, share = (
            ("win_rate", row["cumulative"])
            if row["position"] == win
            else (f"step:{row['position']}", row["step"])
        )
        if share is not None and share.value is not None and share.low is not None and share.high is not None:
            months.setdefault(name, []).append(
                Month(share.value, max((share.high - share.low) / 2 / Z, 1e-6))
            )
    return months
