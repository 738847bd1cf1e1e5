"""What a stage costs in a month: entries × (attainable − present conversion) × value after it, as draws, so that ranges and chances follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import numpy as np

from voronka.clock import start_of_day
from voronka.engines.base import Columns, Engine
from voronka.metrics.bottlenecks.relations import quarters
from voronka.metrics.conversion.ages import DAY, NO_ROWS, Rows, numbers, risk, summed
from voronka.metrics.conversion.steps import ENDINGS, Steps, shown, steps
from voronka.metrics.folding import grouped
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.model.estimate import Estimate
from voronka.stats.attainable import Attainable, attainable, best_three, better_quarter
from voronka.stats.fair import effective
from voronka.stats.incidence import incidence, incidences, shares
from voronka.stats.intervals import Z
from voronka.stats.redraw import DRAWS, generator, generator_of, percentiles, redraw
from voronka.stats.risk import Counts, Floats, Risk
from voronka.stats.times import quantiles

OUTCOMES = ("won", "lost", "handed_over")
FILES = ("bottleneck_wins", "bottleneck_quarters", "bottleneck_people")
#: Groups with fewer deals than this are no example to others.
FEWEST_DEALS = 15


@dataclass(frozen=True, eq=False)
class Link:
    """One block of a segment. Draws are (DRAWS,); None where nothing can be said.

    `entries` deals came, `per_month`; `step` of them go on within the horizon, `reached` is attainable by `attained_by`; `after` of those who go on are
    won; `gain_wins` and `gain` (minor units) a month would come of reaching it. Days: the median now, the attainable one. `marginal`: what one more deal
    let through brings in wins, by what an average one brings, with its error, as managers differ.
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
    marginal: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of a question: of its own deals, and of the last quarters; `months` it spans."""

    own: Steps
    wins: Columns
    quarters: Columns
    people: Columns
    months: float

    @property
    def segments(self) -> list[Any]:
        """Values that SQL grouped by."""
        return list(dict.fromkeys(segment for segment, _ in self.own.parts))


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    past, asked = of_all_time(asked), recent(asked)
    return [statement_sql(asked, name) for name in ("conversion", FILES[0])] + [
        statement_sql(past, name) for name in FILES[1:]
    ]


def counted(engine: Engine, asked: Asked) -> Counted:
    """Run them."""
    _, *texts = statements(asked)
    wins, by_quarter, by_people = (engine.run(text) for text in texts)
    asked = recent(asked)
    return Counted(steps(engine, asked), wins, by_quarter, by_people, months(asked))


def recent(asked: Asked) -> Asked:
    """Without a period the question is about now: deals that began in the last eight quarters."""
    if asked.question.period is not None:
        return asked
    return replace(asked, first=start_of_day(quarters(asked)[0].first, asked.account.timezone))


def of_all_time(asked: Asked) -> Asked:
    """What is attainable is asked of the whole past, whatever the period."""
    return replace(asked, question=asked.question.with_(period=None), first=None, last=None)


def months(asked: Asked) -> float:
    """How many months of deals the question spans, up to the as-of time."""
    start = max(filter(None, (asked.first, asked.names.known_from)), default=None)
    end = asked.as_of if asked.last is None else min(asked.last, asked.as_of)
    if start is None or end <= start:
        return 1.0
    return max((end - start).total_seconds() / 86_400 / 30.4375, 1 / 30.4375)


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
        return cls(_mean_amount(deals, amount, squares), tables, asked.settled.win * DAY)

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
        return told, _redrawn(table, self.horizon, told.value)


def _mean_amount(deals: int, amount: int, squares: float) -> Floats | None:
    if not deals:
        return None
    mean = amount / deals
    error = float(np.sqrt(max(squares / deals - mean**2, 0.0) / deals))
    drawn = generator(np.array([deals, amount])).standard_normal(DRAWS)
    return np.asarray(np.maximum(mean + error * drawn, 0.0))


def _redrawn(table: Risk, horizon: float, value: float) -> Floats:
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
    groups = _groups(asked, found, segment, position)
    reached, by = _reached(groups, horizon)
    gap = _gap(asked, table, horizon, step, reached)
    known = gap is not None and after.value is not None
    wins = per_month * gap * won if known and gap is not None else None
    median, attained = _days(found, groups, segment, position)
    return Link(
        position,
        entries,
        per_month,
        step,
        reached,
        by,
        after,
        gap,
        won if worth.amount is None else won * worth.amount,
        wins,
        None if wins is None or worth.amount is None else wins * worth.amount,
        median,
        attained,
        _marginal(found, groups.people),
    )


@dataclass(frozen=True, eq=False)
class _Groups:
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
        return [(name, pick, _stood(columns, rows)) for name, pick, columns, rows in parts if rows]


def _stood(columns: Columns, groups: Sequence[Rows]) -> Risk:
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


def _groups(asked: Asked, found: Counted, segment: Any, position: int) -> _Groups:
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
    order = sorted(
        people, key=lambda person: (person is None or isnan(person), person if person is not None else 0)
    )
    return _Groups(found, past, [people[person] for person in order])


def _reached(groups: _Groups, horizon: float) -> tuple[Attainable | None, str | None]:
    """The larger of what the best quarters and what the better managers attain: both have been done here."""
    best: tuple[Attainable | None, str | None] = (None, None)
    for name, pick, table in groups.tables():
        told = incidences(table, 0, horizon)
        size = np.nan_to_num(effective(told))
        mean = float(np.nansum(size * told.value) / size.sum()) if size.sum() else 0.0
        spread = max(mean * (1 - mean), 1e-9)
        error = np.sqrt(spread / np.maximum(size, 1e-9))
        value = np.where(size >= FEWEST_DEALS, told.value, np.nan)
        found = attainable(value, error, size, pick, generator_of(table))
        if found and (best[0] is None or found.value > best[0].value):
            best = found, name
    return best


def _gap(
    asked: Asked, table: Risk, horizon: float, step: Estimate, reached: Attainable | None
) -> Floats | None:
    """Attainable less present conversion, never below nothing on the whole. Over all time the present one is the groups' own mean."""
    if reached is None or step.value is None:
        return None
    base = reached.base + step.value - reached.base.mean()
    gap = reached.drawn - (base if asked.question.period is None else _redrawn(table, horizon, step.value))
    return np.asarray(gap - min(gap.mean(), 0.0))


def _days(found: Counted, groups: _Groups, segment: Any, position: int) -> tuple[float | None, float | None]:
    """The median days on the stage, and the attainable ones: of the better groups after shrinkage of the logarithms."""
    rows = found.own.part(segment, position)
    if not len(rows):
        return None, None
    median = float(quantiles(_stood(found.own.columns, [rows])).age[0, 0])
    if isnan(median):
        return None, None
    best: float | None = None
    for _, pick, table in groups.standing():
        told = quantiles(table, [0.5])
        with np.errstate(invalid="ignore"):
            value, low, high = (np.log(column[0] + 1) for column in (told.age, told.low, told.high))
        value = np.where(told.n >= FEWEST_DEALS, value, np.nan)
        reached = attainable(value, (high - low) / (2 * Z), told.n, pick, generator_of(table), sign=-1)
        if reached and (best is None or reached.value < best):
            best = reached.value
    return median / DAY, None if best is None else min(float(np.exp(best) - 1), median) / DAY


def _marginal(found: Counted, people: Sequence[Rows]) -> tuple[float, float] | None:
    """How many wins one more deal let through brings, by those that an average one brings: the slope over managers of wins on passes, and its error."""
    deals, passed, won = (
        np.array([float(summed(found.people, name, part, where)) for part in people])
        for name, where in (("deals", None), ("deals", found.people["ending"] == "advanced"), ("won", None))
    )
    enough = deals >= 2 * FEWEST_DEALS
    if enough.sum() < 5 or not won.sum():
        return None
    n, x, y = deals[enough], passed[enough] / deals[enough], won[enough] / deals[enough]
    x_mean, y_mean = float(n @ x / n.sum()), float(n @ y / n.sum())
    spread = float(n @ (x - x_mean) ** 2)
    if not spread or not y_mean:
        return None
    slope = float(n @ ((x - x_mean) * (y - y_mean))) / spread
    left = float(n @ (y - y_mean - slope * (x - x_mean)) ** 2) / (len(n) - 2)
    return slope * x_mean / y_mean, float(np.sqrt(left / spread)) * x_mean / y_mean


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
