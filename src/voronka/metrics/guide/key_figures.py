"""Key figures: the five to seven numbers to watch for a goal, the result first, then what has most leverage on it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.ask import module_of, other_question
from voronka.metrics.catalog import METRICS, pick
from voronka.metrics.found import Facts, Found
from voronka.metrics.guide.leverage import answered, flows, question_of, room, shares, year
from voronka.metrics.guide.measure import Measure, found_at, measure
from voronka.metrics.guide.tree import GOALS, Driver, below
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.period import Period

#: A set that can be kept in mind: Doran's and Miller's five to seven.
MOST = 7
#: Steps of the funnel, or stays, among them.
STEPS = 4
#: What a driver is tried with: ten per cent more of it.
TENTH = 0.10


@dataclass(frozen=True)
class Figure:
    """A driver as measured: now, in the period before at equal age, and by how much its own best months rise above the usual."""

    driver: Driver
    now: Measure | None
    then: Measure | None
    room: float | None
    is_factor: bool
    why_not: Phrase | str = ""


def statements(asked: Asked) -> list[str]:
    """The statements of the metrics that are read for the period."""
    found: list[str] = []
    period = _period(asked)
    for name in _read(asked):
        one = question_of(asked, name, period)
        try:
            found += module_of(one.metric).statements(one)
        except InputError:
            # what this company cannot be asked is said in its row
            continue
    return found


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per key figure."""
    period = _period(asked)
    figures = _figures(engine, asked, period)
    chosen = _chosen(figures, _top(asked))
    result = figures[0]
    unit = result.now.unit if result.now else "number"
    rows = [_row(figure, result, number) for number, figure in enumerate(chosen)]
    return Found(
        rows,
        findings=(*_when(asked, period), *_findings(chosen)),
        totals={"goal": _goal(asked), "period": str(period) if period else None, "result_unit": unit},
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """Key figures open their deals in the metrics that they come from."""
    raise AssertionError(f"{asked.metric.name} has no figure {cell.figure}")


def _goal(asked: Asked) -> str:
    wanted = asked.text("goal") or "revenue"
    known = {name: name for name in GOALS}
    return pick(
        known,
        wanted,
        say("no goal called “{name}”", name=wanted),
        say("goals are: {names}", names=", ".join(GOALS)),
    )


def _top(asked: Asked) -> int:
    return max(1, int(asked.number("top") or MOST))


def _period(asked: Asked) -> Period | None:
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


def _read(asked: Asked) -> list[str]:
    """Metrics of the goal's tree, each once."""
    drivers = [driver for driver, _ in below(GOALS[_goal(asked)])]
    names = [driver.metric for driver in drivers] + [driver.steps for driver in drivers if driver.steps]
    return list(dict.fromkeys(name for name in names if name in METRICS))


def _figures(engine: Engine, asked: Asked, period: Period | None) -> list[Figure]:
    """Every driver of the goal's tree, the result first, then the steps of the funnel."""
    now: dict[str, Found] = {}
    then: dict[str, Found] = {}
    refused: dict[str, Phrase | str] = {}
    for name in _read(asked):
        try:
            one = question_of(asked, name, period)
            now[name] = answered(engine, one)
            if before := _before(asked, one):
                then[name] = answered(engine, before)
        except InputError as error:
            refused[name] = error.what
    rooms = _rooms(engine, asked, period, now)
    found: list[Figure] = []
    for driver, is_factor in below(GOALS[_goal(asked)]):
        if driver.metric not in METRICS:
            continue
        metric = METRICS[driver.metric]
        path = driver.path or metric.headline
        if path:
            own, other = (
                found_at(path, side[metric.name].rows, side[metric.name].columns or metric.columns)
                if metric.name in side
                else None
                for side in (now, then)
            )
            found.append(
                Figure(driver, own, other, rooms.get(driver.name), is_factor, refused.get(metric.name, ""))
            )
        if driver.steps in now:
            found += _steps(asked, driver, now[driver.steps], then.get(driver.steps), rooms, is_factor)
    return found


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


def _chosen(figures: Sequence[Figure], top: int) -> list[Figure]:
    """The result, what it is a product of, then the steps worth most and what else bears on it; shown by what they are worth.

    No more than `STEPS` steps while there is something else to watch.
    """
    result, *drivers = figures
    factors = [one for one in drivers if one.is_factor and not _is_step(one)]
    steps = sorted((one for one in drivers if _is_step(one)), key=_worth)
    others = sorted((one for one in drivers if one not in factors and one not in steps), key=_worth)
    chosen = [*factors, *steps[:STEPS], *others, *steps[STEPS:]][: top - 1]
    return [result, *sorted(chosen, key=_worth)]


def _is_step(figure: Figure) -> bool:
    return ":" in figure.driver.name


def _worth(figure: Figure) -> tuple[bool, float, float]:
    """Sorts by leverage; then, of stays, the longest first."""
    lever = figure.room if figure.room is not None and figure.is_factor else -1.0
    long = figure.now.value if figure.now and _is_step(figure) else 0.0
    return figure.now is None, -lever, -long


def _row(figure: Figure, result: Figure, number: int) -> Row:
    driver, now, then = figure.driver, figure.now, figure.then
    metric = METRICS[driver.metric]
    lever = figure.room if figure.is_factor and number else None
    return {
        "segment": None,
        "number": number + 1,
        "driver": driver.name,
        "metric": driver.metric,
        "title": driver.title,
        "question": metric.question,
        "role": "result" if not number else "driver",
        "unit": now.unit if now else None,
        "value": now.value if now else None,
        "low": now.low if now else None,
        "high": now.high if now else None,
        "n": now.n if now else None,
        "then": then.value if then else None,
        "change": _change(now, then),
        "tenth": _tenth(figure, result) if number else None,
        "leverage": lever,
        "gain": lever * result.now.value if lever is not None and result.now else None,
        "result_unit": result.now.unit if result.now else None,
        "why": _why(figure),
    }


def _change(now: Measure | None, then: Measure | None) -> float | None:
    """Of a share the difference, of all else the relative change."""
    if now is None or then is None:
        return None
    if now.unit == "share":
        return now.value - then.value
    return now.value / then.value - 1 if then.value else None


def _tenth(figure: Figure, result: Figure) -> float | None:
    """What ten per cent more of a factor adds to the result; a share stops at all of them."""
    if not figure.is_factor or figure.now is None or result.now is None or figure.now.value <= 0:
        return None
    more = figure.now.value * (1 + TENTH)
    if figure.now.unit == "share":
        more = min(more, 1.0)
    return (more / figure.now.value - 1) * result.now.value


def _why(figure: Figure) -> Phrase:
    if figure.why_not:
        return say("{why}; not measured yet: {reason}", why=figure.driver.why, reason=figure.why_not)
    if figure.now is None:
        return say("{why}; nothing is known of it yet", why=figure.driver.why)
    return figure.driver.why


def _when(asked: Asked, period: Period | None) -> list[Phrase]:
    """Which period is shown where none was asked for."""
    if period is None or asked.question.period is not None:
        return []
    return [say("Of {period}, before it {previous}.", period=str(period), previous=str(period.previous()))]


def _findings(chosen: Sequence[Figure]) -> list[Phrase]:
    found = []
    if len(chosen) > MOST:
        found.append(say("{n} figures are more than a team keeps in mind: choose 5 to 7.", n=len(chosen)))
    levers = [one for one in chosen[1:] if one.is_factor and one.room]
    if levers:
        best = max(levers, key=lambda one: one.room or 0)
        found.append(
            say(
                "Most is to be had from “{title}”: months like the best three of the last year would bring {share} % more.",
                title=best.driver.title,
                share=round(100 * (best.room or 0)),
            )
        )
    elif any(one.room is not None for one in chosen):
        found.append(say("Month by month no driver differs by more than chance: none is the lever."))
    else:
        found.append(
            say("Fewer than four whole months are known: too few to tell which driver is the lever.")
        )
    return found
