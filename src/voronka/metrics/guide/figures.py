"""The drivers of a goal as measured: now, in the period before, and how far their own best months rise above the usual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.ask import other_question
from voronka.metrics.catalog import METRICS, pick
from voronka.metrics.found import Found
from voronka.metrics.guide.leverage import answered, flows, question_of, room, shares, year
from voronka.metrics.guide.measure import Measure, found_at, measure
from voronka.metrics.guide.tree import GOALS, Driver, below
from voronka.metrics.scope import Asked
from voronka.model.period import Period


@dataclass(frozen=True)
class Figure:
    """A driver as measured: now, in the period before at equal age, and by how much its own best months rise above the usual."""

    driver: Driver
    now: Measure | None
    then: Measure | None
    room: float | None
    is_factor: bool
    why_not: Phrase | str = ""


def goal_of(asked: Asked) -> str:
    wanted = asked.text("goal") or "revenue"
    known = {name: name for name in GOALS}
    return pick(
        known,
        wanted,
        say("no goal called “{name}”", name=wanted),
        say("goals are: {names}", names=", ".join(GOALS)),
    )


def period_of(asked: Asked) -> Period | None:
    """The period asked for; else the last whole quarter, or month, that the history covers; else all time."""
    if asked.question.period is not None:
        return asked.question.period
    known = asked.names.known_from
    if known is None:
        return None
    zone = asked.account.timezone
    today = local_day(asked.as_of, zone)
    for text in (f"{today.year}-Q{(today.month + 2) // 3}", f"{today:%Y-%m}"):
        period = Period.parse(text).previous()
        if period.bounds(zone)[0] >= known:
            return period
    return None


def metrics_read(asked: Asked) -> list[str]:
    """Metrics of the goal's tree, each once."""
    drivers = [driver for driver, _ in below(GOALS[goal_of(asked)])]
    names = [driver.metric for driver in drivers] + [driver.steps for driver in drivers if driver.steps]
    return list(dict.fromkeys(names))


def figures(engine: Engine, asked: Asked, period: Period | None) -> list[Figure]:
    """Every driver of the goal's tree, the result first, then the steps of the funnel."""
    now: dict[str, Found] = {}
    then: dict[str, Found] = {}
    refused: dict[str, Phrase | str] = {}
    for name in metrics_read(asked):
        try:
            one = question_of(asked, name, period)
            now[name] = answered(engine, one)
            if before := _before(asked, one):
                then[name] = answered(engine, before)
        except InputError as error:
            refused[name] = error.what
    rooms = _rooms(engine, asked, period, now)
    found: list[Figure] = []
    for driver, is_factor in below(GOALS[goal_of(asked)]):
        own, other = (_number(asked, driver, side.get(driver.metric)) for side in (now, then))
        why_not = refused.get(driver.metric, "")
        if driver.name == "profit" and asked.context.margin is None:
            why_not = say("the settings name no margin")
        found.append(Figure(driver, own, other, rooms.get(driver.name), is_factor, why_not))
        if driver.steps in now and (is_factor or not found[1:]):
            found += _steps(asked, driver, now[driver.steps], then.get(driver.steps), rooms, is_factor)
    return found


def _number(asked: Asked, driver: Driver, found: Found | None) -> Measure | None:
    """The driver's number in an answer of its metric; gross profit is the company's share of it."""
    if found is None:
        return None
    metric = METRICS[driver.metric]
    number = found_at(driver.path or metric.headline, found.rows, found.columns or metric.columns)
    if driver.name != "profit" or number is None:
        return number
    margin = asked.context.margin
    return None if margin is None else Measure(number.value * margin, number.unit)


def _before(asked: Asked, one: Asked) -> Asked | None:
    """The same in the period before, when its deals were as old; None where the history does not reach back so far."""
    if one.question.period is None:
        return None
    known = replace(one, question=one.question.with_(versus="previous"))
    question = other_question(known)
    assert question.period is not None
    start = asked.names.known_from
    if start is None or question.period.bounds(asked.account.timezone)[0] < start - timedelta(days=1):
        return None
    return question_of(
        replace(asked, question=asked.question.with_(as_of=question.as_of)), one.metric.name, question.period
    )


def _rooms(
    engine: Engine, asked: Asked, period: Period | None, now: dict[str, Found]
) -> dict[str, float | None]:
    """By how much each driver's best months rise above the usual one."""
    zone = asked.account.timezone
    until = local_day(asked.as_of, zone)
    if period is not None:
        until = min(until, period.last)
    months = year(asked, until)
    if months is None or asked.pipeline is None:
        return {}
    average = now["results"].rows[0]["average_deal"] if "results" in now and now["results"].rows else None
    volume = answered(engine, question_of(asked, "volume", months, grain="month"))
    found = flows(volume, average)
    if "win_rate" in now or "conversion" in now:
        by_month = answered(engine, question_of(asked, "conversion", months, by="cohort_month"))
        found |= shares(by_month, asked.pipeline.win)
    return {name: room(series) for name, series in found.items()}


def _steps(
    asked: Asked,
    driver: Driver,
    now: Found,
    then: Found | None,
    rooms: dict[str, float | None],
    is_factor: bool,
) -> list[Figure]:
    """The steps of the funnel, or the stays on its stages, as drivers of their own."""
    assert asked.pipeline is not None
    path, kind = ("step", "conversion") if driver.steps == "conversion" else ("stay", "stays")
    before = {row["position"]: row for row in then.rows} if then else {}
    found = []
    for row in now.rows:
        if row["position"] == asked.pipeline.win or row.get(path) is None:
            continue
        title = (
            say("Onward from {stage}", stage=row["name"])
            if kind == "conversion"
            else say("Time on {stage}", stage=row["name"])
        )
        why = (
            say("every deal that goes on from here may be won")
            if kind == "conversion"
            else say("time spent here is time to the win")
        )
        name = f"step:{row['position']}" if kind == "conversion" else f"stay:{row['position']}"
        step = Driver(
            name,
            title,
            kind,
            f"position={row['position']}.{path}",
            why,
        )
        found.append(
            Figure(
                step,
                measure(row[path]),
                measure(before.get(row["position"], {}).get(path)),
                rooms.get(name),
                # raising a step raises the wins by as much
                is_factor and kind == "conversion",
            )
        )
    return found
