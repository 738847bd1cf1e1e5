"""The bell: looks for what is wrong once a day and after a sync that failed, and writes down whom it tells of what before anything is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from voronka import clock
from voronka.delivery import slots
from voronka.delivery.running import claimed, is_running
from voronka.errors import VoronkaError
from voronka.intake.schedule import is_connected, timezone_of
from voronka.model.rights import EVERYTHING, Rights
from voronka.settings import told_by
from voronka.team.alerts import Alerts, Look
from voronka.team.deliveries import put, settle
from voronka.team.schedules import ALERTS, Recipient, Schedule
from voronka.workspace import Workspace
from voronka.workspace.alerting import Alerting, Due

#: When a day is looked at, where nobody chose another time.
DAILY = "0 8 * * *"
#: The morning's sync is waited for so long; then what is known already is looked at.
PATIENCE = timedelta(hours=2)
DAY = timedelta(days=1)
#: What is looked at after a sync that failed.
AT_ONCE = ("sync",)
#: Under this name it is kept up to which sync was looked at.
SYNCS = "syncs"
_log = logging.getLogger("voronka.delivery")


class Bell:
    """The alerts of one workspace, and who hears them."""

    def __init__(self, workspace: Workspace, now: Callable[[], datetime] = clock.now) -> None:
        self._workspace = workspace
        self._now = now

    def schedule(self) -> Schedule | None:
        """Who hears alerts and when they are looked for; None where nobody does."""
        if not self._workspace.has_team():
            return None
        found = (one for one in self._workspace.schedules().all() if one.kind == ALERTS)
        return next(found, None)

    def is_due(self) -> bool:
        """Whether a look is due; cheap. Where nobody is told, one a day is for the pages."""
        workspace = self._workspace
        if not workspace.has_team() or not workspace.has_store or is_running(workspace.folder):
            return False
        schedule = self.schedule()
        if schedule is None:
            return self._is_unseen()
        return self._day(schedule) is not None or self._sync() is not None

    def ring(self) -> int:
        """Look, and write down what is to be told to whom; how many alerts that are. StoreError: something is being sent just now."""
        with claimed(self._workspace.folder):
            schedule = self.schedule()
            if schedule is None:
                unheard = replace(Alerting(self._workspace).due(self._now()), told=())
                with self._workspace.database().writing() as connection:
                    unheard.write(connection)
                return 0
            day, sync = self._day(schedule), self._sync()
            if day is None and sync is None:
                return 0
            return self._ring(schedule, day, sync, None if day is not None else AT_ONCE)

    # -- when

    def _is_unseen(self) -> bool:
        """Whether nobody has looked for a day: pages say what rings also where nobody is told."""
        look = Alerts(self._workspace.database()).look()
        return look is None or self._now() - look.at > DAY

    def _day(self, schedule: Schedule) -> datetime | None:
        """The moment of the day that has come and was not looked at; the morning's sync comes first."""
        now = self._now()
        place = slots.Place(timezone_of(self._workspace), told_by(self._workspace.settings).country)
        coming = slots.due(schedule.rule, schedule.settled_at, now, place)
        if coming is None or schedule.is_paused:
            return None
        is_patient = is_connected(self._workspace) and now - coming.moment < PATIENCE
        return None if is_patient and not self._was_read_since(coming.moment) else coming.moment

    def _was_read_since(self, moment: datetime) -> bool:
        good = self._workspace.runs().last_good("sync", "repair")
        return good is not None and good.ended_at is not None and good.ended_at >= moment

    def _sync(self) -> str | None:
        """The latest sync, where it is another one than was looked at and went wrong, or is the first good one after that."""
        latest = next(iter(self._workspace.runs().latest(1)), None)
        if latest is None or latest.is_running:
            return None
        name, kept = f"{latest.number} {latest.outcome}", self._syncs().look()
        if kept is not None and kept.mark == name:
            return None
        was_good = kept is None or kept.mark.endswith(" done")
        return None if latest.outcome == "done" and was_good else name

    def _syncs(self) -> Alerts:
        return Alerts(self._workspace.database(), SYNCS)

    # -- telling

    def _ring(
        self, schedule: Schedule, day: datetime | None, sync: str | None, only: Sequence[str] | None
    ) -> int:
        now = self._now()
        found = [
            (due, whom) for rights, whom in self._whose(schedule) for due in self._due(rights, now, only)
        ]
        whom = tuple(one for due, heard in found if due.told for one in heard)
        with self._workspace.database().writing() as connection:
            for due, _ in found:
                due.write(connection)
            if day is not None:
                settle(connection, schedule, day)
            if whom:
                put(connection, replace(schedule, recipients=whom), now, "alert", now)
        if sync is not None:
            self._syncs().keep(Look(sync, now, ()))
        return sum(len(due.told) for due, _ in found)

    def _due(self, rights: Rights, now: datetime, only: Sequence[str] | None) -> list[Due]:
        """What rings for whoever has these rights; what goes wrong with some silences nobody else."""
        try:
            return [Alerting(self._workspace.seen_by(rights)).due(now, only)]
        except VoronkaError as error:
            _log.warning("alerts could not be looked for: %s", error)
            return []

    def _whose(self, schedule: Schedule) -> list[tuple[Rights, list[Recipient]]]:
        """The recipients by what they may see: what is found in other deals is not told to them."""
        found: dict[Rights, list[Recipient]] = {}
        for one in schedule.recipients:
            found.setdefault(rights_of(self._workspace, schedule, one.reader), []).append(one)
        return list(found.items())


def rights_of(workspace: Workspace, schedule: Schedule, reader: int | None) -> Rights:
    """Under which rights a recipient is told: their own, or outside the team those of who set it up."""
    number = schedule.reader if reader is None else reader
    if number is None:
        return EVERYTHING
    return workspace.rights_of(workspace.access().readers.find(str(number)).own)
