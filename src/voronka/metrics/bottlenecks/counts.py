"""What a bottleneck is measured by: the counts of a question, and of the last quarters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from voronka.engines.base import Columns, Engine
from voronka.metrics.bottlenecks.relations import quarters
from voronka.metrics.conversion.steps import Steps, steps
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.model.period import Period

#: Days of a month.
MONTH = 30.4375
FILES = ("bottleneck_wins", "bottleneck_quarters", "bottleneck_people")


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
    period = Period(quarters(asked)[0].first, quarters(asked)[-1].last)
    first, last = period.bounds(asked.account.timezone)
    return replace(asked, question=asked.question.with_(period=period), first=first, last=last)


def of_all_time(asked: Asked) -> Asked:
    """What is attainable is asked of the whole past, whatever the period."""
    return replace(asked, question=asked.question.with_(period=None), first=None, last=None)


def months(asked: Asked) -> float:
    """How many months of deals the question spans, up to the as-of time; 1 before the first deal."""
    known = asked.names.known_from
    if known is None or known >= asked.as_of:
        return 1.0
    start = known if asked.first is None else max(known, asked.first)
    end = asked.as_of if asked.last is None else min(asked.last, asked.as_of)
    return max((end - start).total_seconds() / 86_400 / MONTH, 1 / MONTH)
