"""When the server reads: by the account's clock as cron has it, sooner after a kill, later after failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

from voronka.clock import zone
from voronka.errors import InputError
from voronka.language import say
from voronka.team.runs import Kind, Run

#: After a failure it waits so long, twice as long after each further one, up to the most.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
#: What the CRM hints at is read so long after the last run at the earliest: in a busy hour it says something every second.
HINT_WAIT = timedelta(minutes=2)
#: A run that was killed is taken up again at once; killed again and again, it waits as after failures.
FREE_KILLS = 1


@dataclass(frozen=True)
class Plan:
    """What comes next: a sync or the nightly check, at a moment of naive UTC."""

    kind: Kind
    at: datetime


def checked_cron(text: str, name: str) -> str:
    """A schedule as cron has it, or ""; InputError when it is none.

    >>> checked_cron(" */15 * * * * ", "sync.schedule")
    '*/15 * * * *'
    """
    text = " ".join(text.split())
    try:
        if text:
            next(CronSim(text, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        raise InputError(
            say("{name} cannot be “{text}”", name=name, text=text),
            say("it is no schedule as cron has it"),
            say("write five parts, as in */15 * * * *: minute, hour, day, month, day of the week"),
        ) from error
    return text


def next_slot(cron: str, after: datetime, timezone: str) -> datetime:
    """The first slot of a schedule after a moment, both naive UTC.

    >>> next_slot("20 3 * * *", datetime(2026, 3, 1, 12), "Europe/Moscow")
    datetime.datetime(2026, 3, 2, 0, 20)
    """
    local = after.replace(tzinfo=UTC).astimezone(zone(timezone))
    return next(CronSim(cron, local)).astimezone(UTC).replace(tzinfo=None)


def plan(
    cron: str, repair: str, runs: Sequence[Run], now: datetime, timezone: str, is_hinted: bool = False
) -> Plan | None:
    """The next run, given the past ones of this account, newest first; None without a schedule. It may be due already.

    `is_hinted`: the CRM said that something has changed, so that it does not wait for its slot.
    """
    if not cron:
        return None
    past = [run for run in runs if run.kind in ("sync", "repair")]
    if not past:
        return Plan("sync", now)
    if past[0].outcome != "done":
        return Plan("sync", (past[0].ended_at or past[0].started_at) + _wait(past))
    at = next_slot(cron, past[0].started_at, timezone)
    good = [run.started_at for run in past if run.outcome == "done"]
    # The first of all syncs reads everything: no need to check it on the same night.
    checked = [run.started_at for run in past if run.kind == "repair" and run.outcome == "done"]
    if repair and (night := next_slot(repair, max(checked, default=good[-1]), timezone)) <= max(now, at):
        return Plan("repair", max(night, at) if night > now else at)
    return Plan("sync", min(at, past[0].started_at + HINT_WAIT) if is_hinted else at)


def _wait(past: Sequence[Run]) -> timedelta:
    """How long after the last run, which did not end well."""
    bad = next((place for place, run in enumerate(past) if run.outcome == "done"), len(past))
    if past[0].outcome == "cut_off" and bad <= FREE_KILLS:
        return timedelta()
    wait: timedelta = FIRST_WAIT * 2 ** min(bad - 1, 20)
    return min(wait, LONGEST_WAIT)
