"""Key figures: the five to seven numbers to watch for a goal, the result first, then what has most leverage on it here."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.ask import module_of
from voronka.metrics.catalog import METRICS
from voronka.metrics.found import Facts, Found
from voronka.metrics.guide.figures import Figure, figures, goal_of, metrics_read, period_of
from voronka.metrics.guide.leverage import question_of
from voronka.metrics.guide.measure import Measure
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.period import Period

#: A set that a team keeps in mind.
MOST = 7
#: Steps of the funnel, or stays, among them.
STEPS = 4
#: What a driver is tried with: ten per cent more of it.
TENTH = 0.10


def statements(asked: Asked) -> list[str]:
    """The statements of the metrics that are read for the period."""
    found: list[str] = []
    period = period_of(asked)
    for name in metrics_read(asked):
        one = question_of(asked, name, period)
        try:
            found += module_of(one.metric).statements(one)
        except InputError:
            # what this company cannot be asked is said in its row
            continue
    return found


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per key figure."""
    period = period_of(asked)
    measured = figures(engine, asked, period)
    chosen, result = _chosen(measured, _top(asked)), measured[0]
    unit = result.now.unit if result.now else "number"
    rows = [_row(figure, result, number) for number, figure in enumerate(chosen)]
    return Found(
        rows,
        findings=(*_when(asked, period), *_findings(chosen)),
        totals={"goal": goal_of(asked), "period": str(period) if period else None, "result_unit": unit},
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """Key figures open their deals in the metrics that they come from."""
    raise AssertionError(f"{asked.metric.name} has no figure {cell.figure}")


def _top(asked: Asked) -> int:
    return int(asked.number("top") or MOST)


def _chosen(measured: Sequence[Figure], top: int) -> list[Figure]:
    """The result, what it is a product of, then the steps worth most and what else bears on it; shown by what they are worth.

    No more than `STEPS` steps while there is something else to watch.
    """
    result, *drivers = measured
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
    if not any(one.is_factor for one in chosen[1:]):
        return found
    levers = [one for one in chosen[1:] if one.is_factor and one.room]
    if levers:
        best = max(levers, key=lambda one: one.room or 0)
        found.append(
            say(
                "Most is to be had from “{title}”: months like the best three of the last year would bring {share}% more.",
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
