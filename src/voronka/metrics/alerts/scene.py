"""What the rules look at: daily counts of each pipeline's stages, of new deals by source and of answers, read once per store and moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from voronka.clock import start_of_day
from voronka.engines.base import Engine
from voronka.metrics.future.ground import Line, everything, ground
from voronka.metrics.future.relations import day_of
from voronka.metrics.names import dictionary
from voronka.metrics.scope import Asked
from voronka.metrics.scope import asked as asked_in
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.context import Context
from voronka.model.question import Question
from voronka.predict.calendar import Floats, Ints
from voronka.predict.stages import STILL

#: Money is what a year brought.
YEAR = 365
#: Quarters of an hour of working time that are told apart.
QUARTERS = 36


@dataclass(frozen=True, eq=False)
class Scene:
    """Days are counted from `first`; `today` is the number of the day that has just begun, so that days before it are whole.

    `came`: new deals by pipeline and source (None: unknown), (days,); `answers`: by pipeline, enquiries by day and by whole quarter of an hour of working time until the
    answer, the last column being all others; (days, quarters + 1), none where answers are unknown.
    """

    asked: Asked
    first: date
    today: int
    lines: tuple[Line, ...]
    came: dict[int, dict[str | None, Floats]]
    answers: dict[int, Floats]

    @property
    def country(self) -> str:
        """Where working days are those of."""
        return self.asked.context.country

    def moment(self, day: int) -> datetime:
        """When that day began, naive UTC."""
        return start_of_day(self.first + timedelta(days=day), self.asked.account.timezone)

    @cached_property
    def offset(self) -> int:
        """The number of day 0 as lines count days."""
        return (self.first - day_of(0)).days

    def by_day(self, days: Ints, times: Ints) -> Floats:
        """Counts by day of what happened on `days`, as lines number them."""
        inside = (days < STILL) & (days >= self.offset) & (days < self.offset + self.today)
        return np.bincount(days[inside] - self.offset, times[inside], self.today)[: self.today].astype(
            np.float64
        )

    def won_minor(self, line: Line, day: int) -> float:
        """The money won in the year before that day."""
        since = self.offset + day - YEAR
        here = (line.wins.day >= since) & (line.wins.day < self.offset + day)
        return float(line.wins.amount[here].sum())


def scene(engine: Engine, context: Context, at: datetime | None) -> Scene | None:
    """Read it as of a moment; None where no deal was there yet."""
    names = dictionary(engine).showing(context.pipelines)
    asked = replace(asked_in(Question("forecast", as_of=at), names, context), pipeline=None)
    read = ground(engine, asked)
    first = day_of(min(read.since, read.begun))
    today = read.today - (first - day_of(0)).days
    if today <= 0:
        return None
    shown = {one.pipeline_id for one in names.pipelines if not one.is_deleted and not one.is_archived}
    lines = tuple(one for one in read.lines if one.pipeline.pipeline_id in shown)
    found = Scene(asked, first, today, lines, {}, {})
    return replace(found, came=_came(engine, found), answers=_answers(engine, found))


def _answers(engine: Engine, of: Scene) -> dict[int, Floats]:
    """Enquiries by pipeline, day and quarter of an hour; nothing where no answer is known at all."""
    question = Question("response", as_of=of.asked.question.as_of, options=(("clock", "working"),))
    asked = replace(asked_in(question, of.asked.names, of.asked.context), pipeline=None)
    columns = engine.run(statement_sql(everything(asked), "alerts_answers"))
    pipelines, days, quarters, deals = (
        columns[name].astype(np.int64) for name in ("pipeline_id", "asked_day", "quarter", "deals")
    )
    found = {}
    for pipeline in np.unique(pipelines).tolist():
        here = pipelines == pipeline
        told = [
            of.by_day(days[here & (quarters == one)], deals[here & (quarters == one)])
            for one in range(QUARTERS + 1)
        ]
        if any(one.any() for one in told[:-1]):
            found[pipeline] = np.stack(told, axis=1)
    return found


def _came(engine: Engine, of: Scene) -> dict[int, dict[str | None, Floats]]:
    """New deals by pipeline, source and day."""
    by_source = replace(everything(of.asked), by=of.asked.names.dimension("source"), metric=of.asked.metric)
    columns = engine.run(statement_sql(by_source, "forecast"))
    is_new = columns["term"] == "new"
    part = {name: column[is_new] for name, column in columns.items()}
    values = list(dict.fromkeys(part["segment"].tolist()))
    names = labels(by_source, values)
    pipelines, days, deals = (part[name].astype(np.int64) for name in ("pipeline_id", "day", "deals"))
    found: dict[int, dict[str | None, Floats]] = {}
    for pipeline in np.unique(pipelines).tolist():
        here = pipelines == pipeline
        for value in values:
            one = here & (part["segment"] == value)
            if value is None:
                one = here & np.array([each is None for each in part["segment"].tolist()], dtype=bool)
            if one.any():
                found.setdefault(pipeline, {})[names[value] or None] = of.by_day(days[one], deals[one])
    return found
