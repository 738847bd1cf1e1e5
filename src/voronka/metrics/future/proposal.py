"""A plan to begin with: what the company reaches with a probability of 50 % and of 80 %, split over its people by their own outlook."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

import numpy as np

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.found import Facts, Found
from voronka.metrics.future import ground, told
from voronka.metrics.future.aims import REVENUE, Aim, aim_of
from voronka.metrics.future.chance import DRAWN, Floats, drawn
from voronka.metrics.future.facts import Place, fact
from voronka.metrics.future.plan import no_filter
from voronka.metrics.future.values import value_text
from voronka.metrics.future.whose import name_of, staff
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.goal import COMPANY, Whom
from voronka.model.money import MINOR
from voronka.model.period import Period
from voronka.predict.ends import reach_of
from voronka.predict.split import split

#: Quantiles of the draws that are reached with a probability of 50 % and of 80 %.
HALF, SAFE = 50, 20
#: Lines are rounded to so many digits: nobody plans kopecks.
DIGITS = 3


@dataclass(frozen=True, eq=False)
class Share:
    """Somebody's draws, and their part of the plan."""

    whom: Whom
    ends: Floats
    part: int


def statements(asked: Asked) -> list[str]:
    """The statements of the forecast."""
    return [*ground.statements(asked), *told.statements(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """The company first, then teams, then people, each with its lines and its part."""
    no_filter(asked)
    aim, period = aim_in(asked), period_of(asked)
    pipeline = asked.question.pipeline or ""
    whole = drawn(engine, asked, Place(aim, COMPANY, period, pipeline))
    if whole is None or not whole.any():
        return Found([], findings=(say("Nothing was won yet: there is nothing to make a plan of."),))
    line = _target(asked, aim) or neat(aim, float(np.percentile(whole, HALF)))
    people = _people(engine, asked, Place(aim, COMPANY, period, pipeline), line)
    shares = [Share(COMPANY, whole, line), *_teams(engine, people), *people]
    rows = [_row(engine, asked, Place(aim, one.whom, period, pipeline), one) for one in shares]
    return Found(
        rows, findings=_findings(asked, aim, period, rows[0]), totals={"period": str(period), "aim": aim.name}
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """A plan that is not made yet has no deals."""
    raise AssertionError(f"{asked.metric.name} has no figure {cell.figure}")


def aim_in(asked: Asked) -> Aim:
    """What the plan is for; InputError for what the forecast does not draw."""
    aim = aim_of(asked.text("of") or REVENUE.name)
    if aim.name not in DRAWN:
        raise InputError(
            say("no plan is proposed for “{aim}”", aim=aim.title),
            say("the forecast is of: {names}", names=", ".join(DRAWN)),
            say("set the goal by hand, as in voronka goal add"),
        )
    return aim


def period_of(asked: Asked) -> Period:
    """The period asked for; else the next month."""
    if asked.question.period is not None:
        return asked.question.period
    return Period.parse(f"{local_day(asked.as_of, asked.account.timezone):%Y-%m}").next()


def neat(aim: Aim, value: float) -> int:
    """A line as people plan: money to three digits, deals whole, never above what the draws say.

    >>> neat(REVENUE, 853_269_668.5)
    853000000
    """
    if aim.unit != "money" or value < 10**DIGITS:
        return floor(value)
    step = 10 ** (floor(log10(value)) + 1 - DIGITS)
    return int(floor(value / step) * step)


def _target(asked: Asked, aim: Aim) -> int | None:
    number = asked.number("target")
    if number is None:
        return None
    if not 0 < number < 1e13:
        raise InputError(say("a goal is a number above zero"))
    return round(number * MINOR.get(asked.account.currency, 100)) if aim.unit == "money" else round(number)


def _people(engine: Engine, asked: Asked, place: Place, line: int) -> list[Share]:
    """Everybody who works and of whom something is expected, with their exact part of the line."""
    found: list[tuple[Whom, Floats]] = []
    for one in staff(engine):
        whom = Whom("person", one.account_id, one.person_id)
        if one.is_active and one.account_id == asked.account.account_id:
            ends = drawn(engine, asked, Place(place.aim, whom, place.period, place.pipeline))
            if ends is not None and ends.any():
                found.append((whom, ends))
    parts = split(line, [float(ends.mean()) for _, ends in found])
    return [Share(whom, ends, part) for (whom, ends), part in zip(found, parts, strict=True)]


def _teams(engine: Engine, people: list[Share]) -> list[Share]:
    """Teams are the sums of their people."""
    team = {(one.account_id, one.person_id): one.team_id for one in staff(engine)}
    found: dict[Whom, list[Share]] = {}
    for one in people:
        number = team.get((one.whom.account_id, one.whom.number))
        if number is not None:
            found.setdefault(Whom("team", one.whom.account_id, number), []).append(one)
    return [
        Share(whom, np.asarray(sum(one.ends for one in its)), sum(one.part for one in its))
        for whom, its in found.items()
    ]


def _row(engine: Engine, asked: Asked, place: Place, one: Share) -> Row:
    half, safe = (neat(place.aim, float(np.percentile(one.ends, level))) for level in (HALF, SAFE))
    before, year = (
        fact(engine, asked, Place(place.aim, place.whom, period, place.pipeline))[0]
        if _is_over(asked, period)
        else None
        for period in (place.period.previous(), place.period.year_before())
    )
    return {
        "segment": None,
        "key": f"{one.whom.kind}:{one.whom.account_id}:{one.whom.number}",
        "kind": one.whom.kind,
        "whom": name_of(asked.names, one.whom),
        "unit": place.aim.unit,
        "half": half,
        "safe": safe,
        "part": one.part,
        "reach": reach_of(one.ends, one.part, place.aim.direction),
        "before": before.value if before else None,
        "year_before": year.value if year else None,
    }


def _is_over(asked: Asked, period: Period) -> bool:
    zone, known = asked.account.timezone, asked.names.known_from
    return known is not None and known <= period.bounds(zone)[0] and period.bounds(zone)[1] <= asked.as_of


def _findings(asked: Asked, aim: Aim, period: Period, company: Row) -> tuple[Phrase, ...]:
    def text(value: float) -> Phrase | int | str:
        return value_text(aim, value, asked.account.currency)

    said = say(
        "{aim}, {period}: {half} is reached with a probability of 50%, {safe} with 80%.",
        aim=aim.title,
        period=str(period),
        half=text(company["half"]),
        safe=text(company["safe"]),
    )
    if asked.number("target") is None:
        return (said,)
    return (
        said,
        say(
            "The plan of {plan} is reached with a probability of {chance}%.",
            plan=text(company["part"]),
            chance=round(100 * company["reach"]),
        ),
    )
