"""How the rules would have done: looked at on every day of the past with what was known then, and held against the weeks that followed."""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.metrics.alerts.alerts import on_day, signals
from voronka.metrics.alerts.scene import Scene, scene
from voronka.model.alert import Alert, Lines, Ringing
from voronka.model.context import Context

#: What was silent for so many days rings anew.
QUIET = 14


def past(engine: Engine, context: Context, weeks: int, lines: Lines) -> tuple[Ringing, ...]:
    """What would have rung for the first time on the days of the last `weeks`, the oldest first; good news is none of it.

    Right is what went on: the four weeks after the alert, without the days that rang, were themselves such as chance makes once in twenty cases.
    """
    of = scene(engine, context, None)
    if of is None:
        return ()
    watched = {one.key: one for one in signals(of)}
    found = []
    for day, alert in first_rung(of, max(0, of.today - 7 * weeks), of.today, lines):
        signal = watched[alert.key]
        found.append(Ringing(alert, signal.proved(day)))
    return tuple(found)


def first_rung(of: Scene, since: int, until: int, lines: Lines) -> list[tuple[int, Alert]]:
    """(day, alert) for each trouble when it first rings on the days from `since` to `until`."""
    watched, last, found = signals(of), dict[str, int](), []
    for day in range(since, until + 1):
        for alert in on_day(of, watched, day, lines):
            if not alert.is_good:
                if day - last.get(alert.key, -QUIET) >= QUIET:
                    found.append((day, alert))
                last[alert.key] = day
    return found
