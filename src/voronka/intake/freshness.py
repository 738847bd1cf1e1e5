"""What every page says of its data: up to when they are known, whether more is being read, and when that has gone wrong."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from voronka import clock
from voronka.errors import StoreError
from voronka.intake.due import next_slot
from voronka.intake.running import is_running
from voronka.intake.schedule import is_connected, timezone_of
from voronka.team.runs import Run
from voronka.workspace import Workspace

#: Looked up anew after so many seconds: a page must not wait for a database.
LASTS = 3.0
#: So long without new data is loud, where the schedule is closer than that.
LOUD = timedelta(hours=2)


@dataclass(frozen=True)
class Freshness:
    """`known_until`: the last good look at the CRM, or where a file's history ends; None while there is nothing. `coming`: history before it is still to be
    read. `failure` is the last run when it went wrong; `is_old` when nothing new has come for longer than it should."""

    known_until: datetime | None
    timezone: str
    is_reading: bool = False
    is_old: bool = False
    is_demo: bool = False
    coming: datetime | None = None
    known_from: datetime | None = None
    failure: Run | None = None

    @property
    def is_loud(self) -> bool:
        """Whether it must be said where nobody can miss it."""
        return self.is_old or self.coming is not None

    @property
    def is_funnel_whole(self) -> bool:
        """While more is to come: all deals and moves are there, and only what people did is not."""
        return self.coming is not None and self.known_from is not None and self.coming <= self.known_from


class Watch:
    """Keeps the freshness of a workspace for a few seconds."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._kept: tuple[float, Freshness] | None = None

    def now(self) -> Freshness:
        """How fresh the data are."""
        with self._lock:
            if self._kept is None or time.monotonic() > self._kept[0]:
                self._kept = time.monotonic() + LASTS, look(self._workspace, clock.now())
            return self._kept[1]


def look(workspace: Workspace, now: datetime) -> Freshness:
    """How fresh a workspace's data are at a moment."""
    timezone = timezone_of(workspace)
    try:
        names = workspace.dictionary()
        coming = workspace.coming
    except StoreError:
        return Freshness(None, timezone, is_running(workspace.folder))
    known = Freshness(
        names.known_until,
        timezone,
        coming=coming,
        known_from=names.known_from,
        is_demo=workspace.settings["source.kind"] == "demo",
    )
    if not (is_connected(workspace) and workspace.has_team()):
        return known
    return _with_runs(known, workspace, now)


def _with_runs(known: Freshness, workspace: Workspace, now: datetime) -> Freshness:
    """The same of an account that is read again and again: every good look counts, also one that found nothing new."""
    runs = workspace.runs()
    latest = next(iter(runs.latest(1)), None)
    good = runs.last_good("sync", "repair")
    until = max(known.known_until or datetime.min, good.started_at if good else datetime.min)  # noqa: DTZ901
    is_reading = latest is not None and latest.is_running and is_running(workspace.folder)
    failure = latest if latest is not None and latest.outcome == "failed" else None
    return Freshness(
        until,
        known.timezone,
        is_reading=is_reading,
        is_old=now - until > _patience(workspace.settings["sync.schedule"], known.timezone, now),
        coming=known.coming,
        known_from=known.known_from,
        failure=failure,
    )


def _patience(cron: str, timezone: str, now: datetime) -> timedelta:
    """How old data may get: twice what lies between two slots, and never less than is loud anyway."""
    if not cron:
        return timedelta(days=2)
    first = next_slot(cron, now, timezone)
    return max(LOUD, 2 * (next_slot(cron, first, timezone) - first))
