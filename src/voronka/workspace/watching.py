"""What a company should hear of at once: the rules over its deals, and over how they are read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from voronka.language import say
from voronka.model.alert import RULES, About, Alert, Lines, Ringing

if TYPE_CHECKING:
    from voronka.workspace.whole import Workspace

#: So long without a good look at the CRM is too long, once a look has failed.
SILENT = timedelta(hours=2)
_HOUR = timedelta(hours=1)


def alerts(company: Workspace, at: datetime | None, lines: Lines | None) -> tuple[Alert, ...]:
    """What rings at that moment, by the rights of who asks; whoever sees all deals hears of broken syncs too."""
    from voronka.metrics.alerts.alerts import alerts as rung

    chosen = lines or Lines()
    broken = _sync(company, at, chosen)
    if chosen.off >= {*RULES} - {"sync"}:
        # asked for after each sync that failed, which must not read the store
        return tuple(broken)
    return (*broken, *rung(company.engine(), company.context(), at, chosen))


def alerts_past(company: Workspace, weeks: int, lines: Lines | None) -> tuple[Ringing, ...]:
    """How the rules would have done on the deals of who asks."""
    from voronka.metrics.alerts.past import past

    return past(company.engine(), company.context(), weeks, lines or Lines())


def _sync(company: Workspace, at: datetime | None, lines: Lines) -> list[Alert]:
    """The alert of a CRM that could not be read for hours: the last run before the moment failed, and so did all since the last good one."""
    from voronka.metrics.alerts.words import ADVICE

    if "sync" in lines.off or not company.rights.sees_all or not company.has_team():
        return []
    ran = [
        one
        for one in company.runs().latest(500)
        if one.kind in ("sync", "repair") and one.ended_at and (at is None or one.ended_at <= at)
    ]
    if not ran or ran[0].outcome == "done":
        return []
    last = ran[0].ended_at or ran[0].started_at
    good = next((one.ended_at for one in ran if one.outcome == "done" and one.ended_at), None)
    since = good or ran[-1].started_at
    if (at or last) - since < SILENT:
        return []
    hours = ((at or last) - since) // _HOUR
    return [
        Alert(
            "sync",
            "sync",
            at or last,
            since,
            at or last,
            (About("store", "", ""),),
            hours,
            high=SILENT // _HOUR,
            unit="hours",
            told=say(
                "The CRM could not be read for {hours} h: all figures are from before that.", hours=hours
            ),
            advice=ADVICE["sync"],
        )
    ]
