"""A run of all that is due: moments that have come, letters to be made, deliveries to be sent; one process at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path

from voronka import clock
from voronka.delivery import slots
from voronka.delivery.channels import Channel, Parcel, Place, channel
from voronka.delivery.failures import doubt_of
from voronka.delivery.making import letter_for
from voronka.delivery.outbox import Outbox
from voronka.delivery.sending import Outcome, Taken, failed, send
from voronka.errors import StoreError
from voronka.intake.schedule import timezone_of
from voronka.language import say
from voronka.model.letter import Letter
from voronka.settings import told_by
from voronka.team.deliveries import Cause, Delivery
from voronka.team.schedules import Schedule
from voronka.workspace import Workspace

#: A run that finds another one waits so many seconds: somebody may only have looked whether one is.
PATIENCE = 1.0
#: Makes the letter of a schedule for a reader, at a moment.
Maker = Callable[[Workspace, Schedule, datetime, int | None], Letter]


class Post:
    """The deliveries of one workspace. `now` and `make` are others in tests."""

    def __init__(
        self, workspace: Workspace, now: Callable[[], datetime] = clock.now, make: Maker = letter_for
    ) -> None:
        self._workspace = workspace
        self._now = now
        self._make = make
        self._outbox = Outbox(workspace.folder)
        self._is_over = threading.Event()

    def stop(self) -> None:
        """Begin nothing more; what is being handed over is finished."""
        self._is_over.set()

    def is_due(self) -> bool:
        """Whether a run would do something now; nothing is made for it where nobody has scheduled anything."""
        if not self._workspace.has_team() or is_running(self._workspace.folder):
            return False
        book = self._workspace.deliveries()
        return bool(book.open(self._now()) or book.cut_off() or self._came())

    def next(self, schedule: Schedule) -> datetime | None:
        """When a schedule comes next; None where it does not by itself."""
        if not schedule.goes_by_itself:
            return None
        return slots.next_after(schedule.rule, max(schedule.settled_at, self._now()), self._place())

    def begin(self, schedule: Schedule, cause: Cause) -> int | None:
        """Send a schedule's report now, beside its own moments; None where that was asked for this very second."""
        return self._workspace.deliveries().begin(schedule, self._now(), cause, self._now())

    def run(self) -> Counter[Outcome]:
        """Do all that is due; how many deliveries ended how. StoreError: another run is under way."""
        book, done = self._workspace.deliveries(), Counter[Outcome]()
        with claimed(self._workspace.folder):
            self._settle()
            for schedule, coming in self._came():
                book.begin(schedule, coming.moment, "schedule", self._now(), coming.skipped)
            done.update(self._make_letters())
            waiting = sorted(book.open(self._now()), key=lambda one: (one.channel, one.number))
            groups = [list(found) for _, found in groupby(waiting, key=lambda one: one.channel)]
            # A channel that hangs keeps no other one waiting.
            with ThreadPoolExecutor(max(len(groups), 1), "delivery") as pool:
                for outcomes in pool.map(self._send_all, groups):
                    done.update(outcomes)
            self._outbox.sweep(book.letters(), self._now())
        return done

    # -- what has come

    def _place(self) -> slots.Place:
        return slots.Place(timezone_of(self._workspace), told_by(self._workspace.settings).country)

    def _came(self) -> list[tuple[Schedule, slots.Due]]:
        place, found = self._place(), []
        for schedule in self._workspace.schedules().all():
            if schedule.goes_by_itself:
                coming = slots.due(schedule.rule, schedule.settled_at, self._now(), place)
                found += [(schedule, coming)] if coming is not None else []
        return found

    def _settle(self) -> None:
        """Nobody sends, so whatever is said to be handed over was cut off there: in doubt, unless a second copy does no harm."""
        book = self._workspace.deliveries()
        for one in book.cut_off():
            if self._channel(one.channel).is_repeatable:
                book.postpone(one, self._now(), self._now())
            else:
                book.doubt(
                    one.number,
                    one.step,
                    doubt_of(say("the server was stopped at the very moment it was handed over")),
                )

    # -- letters

    def _make_letters(self) -> Counter[Outcome]:
        """Make what is not on the disk: one letter for all channels of a reader."""
        book, done = self._workspace.deliveries(), Counter[Outcome]()
        known = {one.number: one for one in self._workspace.schedules().all(with_removed=True)}
        wanted = [one for one in book.open(self._now()) if not self._outbox.has(one.letter)]
        wanted.sort(key=lambda one: (one.run, one.reader or 0))
        for (run, reader), found in groupby(wanted, key=lambda one: (one.run, one.reader or 0)):
            if self._is_over.is_set():
                break
            same, name = list(found), f"{run}-{reader}"
            try:
                letter = self._make(self._workspace, known[same[0].schedule], same[0].moment, same[0].reader)
                self._outbox.put(name, letter)
                book.made([one.number for one in same], name)
            except Exception as error:  # noqa: BLE001
                # Whatever is wrong with one report, others go out; it is written down with this one.
                done.update(failed(book, one, error, self._now())[0] for one in same)
        return done

    # -- sending

    def _channel(self, name: str) -> Channel:
        return channel(name, Place(self._workspace.folder, self._workspace.settings))

    def _send_all(self, waiting: list[Delivery]) -> list[Outcome]:
        """All deliveries of one channel; where it does not work at all, the rest waits without being tried."""
        book, done, broken = self._workspace.deliveries(), [], None
        for one in waiting:
            letter = self._outbox.get(one.letter) if one.letter else None
            if letter is None or self._is_over.is_set():
                continue
            if broken is not None:
                done.append(failed(book, one, broken, self._now())[0])
                continue
            with contextlib.suppress(Taken):
                outcome, error = send(book, one, self._channel(one.channel), letter, self._now)
                done.append(outcome)
                broken = error if error is not None and error.is_whole else None
        return done


def try_channel(workspace: Workspace, name: str, address: str, letter: Letter) -> None:
    """Send a letter by a channel at once, to see whether it works; DeliveryError says why not. What waits for it is then tried at once."""
    way = channel(name, Place(workspace.folder, workspace.settings))
    now = clock.now()
    parcel = Parcel(letter, way.checked(address), os.urandom(16).hex(), now)
    for step in way.steps(parcel):
        step(lambda: None)
    if workspace.has_team():
        workspace.deliveries().hurry(name, now)


def is_running(folder: Path) -> bool:
    """Whether some process sends now."""
    with contextlib.suppress(StoreError), claimed(folder, 0):
        return False
    return True


@contextmanager
def claimed(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """The lock that one run holds at a time; the system takes it back from a process that dies."""
    path = folder / "work" / "delivery.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, patience)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise StoreError(
                    say("reports are being sent already"),
                    say("another run is under way; one at a time sends nothing twice"),
                    say("wait until it has finished"),
                ) from error
        time.sleep(0.05)
