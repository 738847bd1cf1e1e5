"""All rules, looked at on one day: which of them ring, what explains what, and what is at stake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from voronka.engines.base import Engine
from voronka.metrics.alerts.inflow import inflows
from voronka.metrics.alerts.response import responses
from voronka.metrics.alerts.scene import Scene, scene
from voronka.metrics.alerts.signals import Look, Signal
from voronka.metrics.alerts.stages import of_stages
from voronka.metrics.alerts.standing import standings
from voronka.metrics.alerts.words import advice, told
from voronka.model.alert import Alert, Lines, Rule, Week
from voronka.model.context import Context
from voronka.model.money import Money
from voronka.predict.watch import WINDOW

#: What is less than so much off, or within one deviation, rings nowhere, however sure it is: what is seen over what is usual.
LITTLE, MUCH = 0.7, 1.5
#: Weeks that an alert shows.
WEEKS = 12
#: Rules that count day by day.
COUNTED: frozenset[Rule] = frozenset({"inflow", "conversion", "stay", "response"})
#: Good news of an inflow is told from so many deals on.
FEWEST_GOOD = 8


def alerts(engine: Engine, context: Context, at: datetime | None, lines: Lines) -> tuple[Alert, ...]:
    """What rings at that moment (None: now), those with most at stake first."""
    counted = () if lines.off >= COUNTED else _counted(engine, context, at, lines)
    return ranked([*counted, *standings(engine, context, at, lines)])


def _counted(engine: Engine, context: Context, at: datetime | None, lines: Lines) -> tuple[Alert, ...]:
    seen = scene(engine, context, at)
    return () if seen is None else on_day(seen, signals(seen), seen.today, lines)


def signals(of: Scene) -> list[Signal]:
    """All that is counted day by day."""
    return [*inflows(of), *of_stages(of), *responses(of)]


def on_day(of: Scene, watched: Sequence[Signal], day: int, lines: Lines) -> tuple[Alert, ...]:
    """What rings when that day begins."""
    rung = [
        alert
        for signal in watched
        if signal.rule not in lines.off and (alert := _rung(of, signal, day, lines)) is not None
    ]
    return ranked(_unexplained(rung))


def _rung(of: Scene, signal: Signal, day: int, lines: Lines) -> Alert | None:
    look = signal.look(day)
    if look is None or look.off < 1:
        return None
    line = lines.of(signal.rule)
    if look.seen <= LITTLE * look.usual and look.too_few >= line:
        return _alert(of, signal, day, look, is_good=False)
    is_much = look.seen >= max(FEWEST_GOOD, MUCH * look.usual)
    if signal.rule == "inflow" and is_much and look.too_many >= line:
        return _alert(of, signal, day, look, is_good=True)
    return None


def _alert(of: Scene, signal: Signal, day: int, look: Look, is_good: bool) -> Alert:
    end = day - signal.lag(day)
    scale = look.trials if signal.is_share else 1.0
    low, high = look.range
    minor = round(abs(look.usual - look.seen) * signal.worth(day))
    return Alert(
        signal.rule,
        signal.key + ("/more" if is_good else ""),
        of.moment(day),
        of.moment(end - WINDOW),
        of.moment(end),
        signal.about,
        look.seen / scale,
        look.usual / scale,
        low / scale,
        high / scale,
        "share" if signal.is_share else "deals",
        round(look.trials if signal.is_share else look.seen),
        Money(minor, of.asked.account.currency),
        look.too_many if is_good else look.too_few,
        deals=_behind(of, signal, end),
        told=told(signal, look, day),
        advice=advice(signal.rule, is_good),
        is_good=is_good,
        weeks=tuple(_weeks(of, signal, day)),
    )


def _behind(of: Scene, signal: Signal, end: int) -> tuple[tuple[str, str], ...]:
    """The list of deals behind it, for the days of the window; what stands on a stage is as of the end of them."""
    place = ("pipeline", f"{of.asked.account.account_id}/{signal.about[0].id}")
    first, last = (of.first + timedelta(days=day) for day in (end - WINDOW, end))
    when = (
        ("as_of", of.moment(end).isoformat() + "Z")
        if signal.rule == "stay"
        else ("period", f"{first}..{last}")
    )
    return place, when, *signal.behind


def _weeks(of: Scene, signal: Signal, day: int) -> Iterator[Week]:
    """The weeks up to a look, as each was looked at then."""
    for past in range(day - (WEEKS - 1) * WINDOW, day + 1, WINDOW):
        look = signal.look(past)
        if look is not None:
            scale = look.trials if signal.is_share else 1.0
            seen, usual, low, high = (one / scale for one in (look.seen, look.usual, *look.range))
            yield Week(of.moment(past - signal.lag(past)), seen, usual, low, high)


def _unexplained(rung: Iterable[Alert]) -> list[Alert]:
    """Without those that another one explains: a pipeline's inflow by that of a source of it."""
    found = list(rung)
    keys = {one.key for one in found}
    return [
        one
        for one in found
        if not any(key != one.key and key.startswith(f"{one.key}/source=") for key in keys)
    ]


def ranked(found: Iterable[Alert]) -> tuple[Alert, ...]:
    """Those with most money at stake first, good news last."""
    return tuple(
        sorted(
            found,
            key=lambda one: (one.is_good, -(one.money.minor if one.money else 0), -one.surprise, one.key),
        )
    )
