"""What a stage costs in a month: entries × (attainable − present conversion) × value after it, as draws, so that ranges and chances follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voronka.metrics.bottlenecks.counts import Counted
from voronka.metrics.bottlenecks.groups import days, groups_of, marginal, reached
from voronka.metrics.bottlenecks.relations import quarters
from voronka.metrics.conversion.ages import DAY, NO_ROWS, risk, summed
from voronka.metrics.conversion.steps import shown
from voronka.metrics.folding import grouped
from voronka.metrics.scope import Asked
from voronka.model.estimate import Estimate
from voronka.model.period import Period
from voronka.stats.attainable import Attainable
from voronka.stats.fair import effective
from voronka.stats.incidence import incidence, incidences, shares
from voronka.stats.redraw import DRAWS, generator, generator_of, percentiles, redraw
from voronka.stats.risk import Counts, Floats, Risk

OUTCOMES = ("won", "lost", "handed_over")


@dataclass(frozen=True, eq=False)
class Link:
    """One block of a segment. Draws are (DRAWS,); None where nothing can be said.

    `entries` deals came, `per_month`; `step` of them go on within the horizon, `reached` is attainable by `attained_by`; `after` of those who go on are
    won; `gain_wins` and `gain` (minor units) a month would come of reaching it. Days: the median now, the attainable one. `marginal`: what one more deal
    let through brings in wins, by what an average one brings.
    """

    position: int
    entries: int
    per_month: float
    step: Estimate
    reached: Attainable | None
    attained_by: str | None
    after: Estimate
    gap: Floats | None
    value: Floats
    gain_wins: Floats | None
    gain: Floats | None
    median_days: float | None
    attainable_days: float | None
    marginal: Estimate | None


def links(asked: Asked, found: Counted, segment: Any) -> list[Link]:
    """The blocks of a segment, in order."""
    assert asked.pipeline is not None
    positions = shown(asked, found.own, segment)
    worth = _Worth.of(asked, found, segment, [*positions, asked.pipeline.win])
    return [
        _link(asked, found, segment, position, onward, worth)
        for position, onward in zip(positions, [*positions[1:], None], strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Worth:
    """The mean amount of a win in draws (None: no win has an amount), and the table of wins by block."""

    amount: Floats | None
    wins: dict[int, Risk]
    horizon: float

    @classmethod
    def of(cls, asked: Asked, found: Counted, segment: Any, positions: Sequence[int]) -> _Worth:
        parts = dict(grouped(found.wins, "segment", "position"))
        first = parts.get((segment, positions[0]), NO_ROWS)
        deals, amount = (summed(found.wins, name, first) for name in ("priced", "amount"))
        squares = float(found.wins["squares"][first].astype(np.float64).sum())
        tables = {
            position: risk(found.wins, [parts[segment, position]], OUTCOMES, "outcome")
            for position in positions
            if (segment, position) in parts
        }
        return cls(mean_amount(deals, amount, squares), tables, asked.settled.win * DAY)

    def after(self, onward: int | None) -> tuple[Estimate, Floats]:
        """The share that is won of those who came to the next block, and its draws; whoever goes on from the last one is won."""
        if onward is None:
            return Estimate(0, 1.0, 1.0, 1.0), np.ones(DRAWS)
        table = self.wins.get(onward)
        if table is None:
            return Estimate(0, None), np.zeros(DRAWS)
        told = incidence(table, 0, self.horizon)
        if told.value is None:
            return told, np.zeros(DRAWS)
        return told, redrawn(table, self.horizon, told.value)


def mean_amount(deals: int, amount: int, squares: float) -> Floats | None:
    if not deals:
        return None
    mean = amount / deals
    error = float(np.sqrt(max(squares / deals - mean**2, 0.0) / deals))
    drawn = generator(np.array([deals, amount])).standard_normal(DRAWS)
    return np.asarray(np.maximum(mean + error * drawn, 0.0))


def redrawn(table: Risk, horizon: float, value: float) -> Floats:
    """F_k(h) over redrawn deals, moved to the estimate, which is a plain share where all is over."""
    short = table.until(horizon)
    drawn = shares(redraw(short, DRAWS, generator_of(short)), 0, horizon)
    return np.asarray(np.clip(drawn + value - drawn.mean(), 0.0, 1.0))


def _link(
    asked: Asked, found: Counted, segment: Any, position: int, onward: int | None, worth: _Worth
) -> Link:
    horizon = asked.settled.steps[position] * DAY
    table = found.own.risk(segment, position)
    step = incidence(table, 0, horizon)
    entries = found.own.count(segment, position)
    per_month = entries / found.months
    after, won = worth.after(onward)
    groups = groups_of(asked, found, segment, position)
    best, by = reached(groups, horizon)
    gap = _gap(asked, table, horizon, step, best)
    known = gap is not None and after.value is not None
    wins = per_month * gap * won if known and gap is not None else None
    median, attained = days(found, groups, segment, position)
    return Link(
        position,
        entries,
        per_month,
        step,
        best,
        by,
        after,
        gap,
        won if worth.amount is None else won * worth.amount,
        wins,
        None if wins is None or worth.amount is None else wins * worth.amount,
        median,
        attained,
        marginal(found, groups.people),
    )


def _gap(asked: Asked, table: Risk, horizon: float, step: Estimate, best: Attainable | None) -> Floats | None:
    """Attainable less present conversion, never below nothing on the whole.

    The deals of the period are among those of the groups, or not: what they share is no doubt about the difference.
    """
    if best is None or step.value is None:
        return None
    now = float(effective(incidences(table, 0, horizon))[0])
    shared = 1 / best.size if _is_among(asked) else 0.0
    error = float(np.sqrt(max(step.value * (1 - step.value) * (1 / max(now, 1.0) - shared), 0.0)))
    shift = step.value - best.base.mean() + error * generator_of(table).standard_normal(DRAWS)
    gap = best.drawn - best.base - shift
    return np.asarray(gap - min(gap.mean(), 0.0))


def _is_among(asked: Asked) -> bool:
    """Whether the deals asked about are among those of the last quarters."""
    start = Period(quarters(asked)[0].first, quarters(asked)[-1].last).bounds(asked.account.timezone)[0]
    return asked.question.period is None or (
        not asked.is_closed and asked.first is not None and asked.first >= start
    )


def estimate(n: int, drawn: Floats | None) -> Estimate | None:
    """The mean of the draws with its middle 95 %."""
    return None if drawn is None else Estimate(n, float(drawn.mean()), *percentiles(drawn))


def worst_chances(found: Sequence[Link]) -> list[float | None]:
    """For each block the chance that it costs most, in money where wins have amounts, else in wins; None where it is not known."""
    drawn = [link.gain if link.gain is not None else link.gain_wins for link in found]
    known = [one for one in drawn if one is not None]
    if not known:
        return [None] * len(found)
    largest: Counts = np.argmax(np.array(known), axis=0)
    counts = np.bincount(largest, minlength=len(known)) / DRAWS
    told = iter(counts.tolist())
    return [None if one is None else next(told) for one in drawn]
