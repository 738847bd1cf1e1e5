"""One change of how the company sells: the same figures in equal windows before and after it, its deals at equal age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import hypot
from statistics import NormalDist
from typing import Any

from voronka.clock import local_day, start_of_day
from voronka.engines.base import Engine
from voronka.metrics.ask import ask
from voronka.metrics.conversion.horizons import win_horizon
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.context import Note
from voronka.model.estimate import Estimate, Times
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.stats.compare import Difference
from voronka.stats.doubts import ENOUGH
from voronka.stats.intervals import Z

#: Windows of days on both sides: as long as is known, and not longer than half a year; shorter ones say nothing.
LONGEST, SHORTEST = 180, 14
#: The same days of the week a year before.
YEAR = 364


@dataclass(frozen=True)
class Windows:
    """Days [`day` - `days`, `day`) and [`day`, `day` + `days`); `horizon` is an age that half of the later deals have had."""

    day: date
    days: int
    horizon: int

    @property
    def after(self) -> Period:
        """The later one."""
        return _period(self.day, self.days)

    @property
    def before(self) -> Period:
        """The earlier one."""
        return _period(self.day - timedelta(days=self.days), self.days)

    def year_before(self) -> Windows:
        """The same weeks of the year before."""
        return replace(self, day=self.day - timedelta(days=YEAR))


@dataclass(frozen=True)
class Compared:
    """One figure before and after, in `unit`: share, days or money (minor). `adjusted`: less the same difference a year before."""

    measure: str
    stage: str | None
    unit: str
    before: float | None
    after: float | None
    fewest: int
    difference: Difference | None
    adjusted: Difference | None = None

    @property
    def p(self) -> float:
        """The chance of such a difference where there is none, from its interval; NaN where nothing can be said."""
        found = self.difference
        if self.fewest < ENOUGH or found is None or found.low is None or found.high is None:
            return float("nan")
        if found.value == 0:
            return 1.0
        # The side that looks at zero decides: intervals of shares and medians are not symmetrical.
        error = (found.value - found.low if found.value > 0 else found.high - found.value) / Z
        return 2 * (1 - NormalDist().cdf(abs(found.value) / error)) if error > 0 else 0.0


def windows(engine: Engine, asked: Asked, day: date) -> Windows:
    """The widest windows that history and as-of time allow around a day."""
    zone, since = asked.account.timezone, asked.names.known_from
    if since is None:
        return Windows(day, 0, 1)
    days = min((local_day(asked.as_of, zone) - day).days, (day - local_day(since, zone)).days, LONGEST)
    horizon = min(win_horizon(engine, asked), max(1, days // 2))
    return Windows(day, max(0, days), max(1, round(horizon)))


def measures(engine: Engine, asked: Asked, note: Note, found: Windows, main_only: bool) -> list[Compared]:
    """What can be compared; `main_only`: the stage's conversion where the note names one, else the win rate."""
    if found.days < SHORTEST:
        return []
    place = _stage(asked, note)
    now = list(_compared(engine, asked, found, place, main_only))
    if not _has_year(asked, found):
        return now
    then = {
        (one.measure, one.stage): one
        for one in _compared(engine, asked, found.year_before(), place, main_only)
    }
    return [_less_season(one, then.get((one.measure, one.stage))) for one in now]


def _period(day: date, days: int) -> Period:
    return Period(day, day + timedelta(days=days))


def _stage(asked: Asked, note: Note) -> int | None:
    """The block of the stage that a note names."""
    if not note.stage or asked.pipeline is None:
        return None
    return next((stage.position for stage in asked.pipeline.stages if stage.name == note.stage), None)


def _has_year(asked: Asked, found: Windows) -> bool:
    zone, since = asked.account.timezone, asked.names.known_from
    first = found.year_before().before.first
    return since is not None and local_day(since, zone) < first


def _compared(
    engine: Engine, asked: Asked, found: Windows, place: int | None, main_only: bool
) -> Iterator[Compared]:
    """The measures in order, the one that matters most first."""
    if place is None or not main_only:
        [row] = _rows(engine, asked, found, "win_rate", horizon=found.horizon)
        yield _share("win_rate", None, row, "by_count")
    if place is not None or not main_only:
        for row in _rows(engine, asked, found, "conversion", horizon=found.horizon):
            if row["step"] is not None and place in {None, row["position"]}:
                yield _share("step", row["name"], row, "step")
    if not main_only:
        for row in _rows(engine, asked, found, "stays"):
            if place in {None, row["position"]}:
                yield _days(row)
        [row] = _rows(engine, asked, found, "results")
        yield _money(row)


def _rows(engine: Engine, asked: Asked, found: Windows, metric: str, **options: object) -> tuple[Row, ...]:
    question = Question(
        metric,
        pipeline=asked.question.pipeline,
        period=found.after,
        as_of=start_of_day(found.after.last, asked.account.timezone),
        where=asked.question.where,
        versus=str(found.before),
        options=tuple((name, str(value)) for name, value in options.items()),
    )
    return ask(engine, question, asked.context).rows


def _share(measure: str, stage: str | None, row: Row, column: str) -> Compared:
    now: Estimate = row[column]
    other = (row["versus"] or {}).get(column) or {}
    then: Estimate = other.get("then") or Estimate(0, None)
    return Compared(measure, stage, "share", then.value, now.value, min(now.n, then.n), _difference(other))


def _days(row: Row) -> Compared:
    now: Times = row["stay"]
    other = (row["versus"] or {}).get("stay") or {}
    then: Times = other.get("then") or Times(0, 0, None, None, None)
    medians = (then.median_days, now.median_days)
    return Compared("stay", row["name"], "days", *medians, min(now.n, then.n), _difference(other))


def _money(row: Row) -> Compared:
    now: Estimate = row["average_deal"]
    other = (row["versus"] or {}).get("average_deal") or {}
    then: Estimate = other.get("then") or Estimate(0, None)
    return Compared(
        "average_deal", None, "money", then.value, now.value, min(now.n, then.n), _difference(other)
    )


def _difference(told: dict[str, Any]) -> Difference | None:
    value = told.get("difference")
    return None if value is None else Difference(value, told["low"], told["high"])


def _less_season(now: Compared, then: Compared | None) -> Compared:
    """The difference of the differences, its interval by square-and-add."""
    one, other = now.difference, then.difference if then else None
    if one is None or other is None:
        return now
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return now
    value = one.value - other.value
    down, up = (
        hypot(one.value - one.low, other.high - other.value),
        hypot(one.high - one.value, other.value - other.low),
    )
    return replace(now, adjusted=Difference(value, value - down, value + up))
