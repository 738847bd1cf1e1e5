"""One run of a sync or an import, told to the operational database while it goes on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from voronka import clock
from voronka.errors import StoreError, VoronkaError
from voronka.intake.progress import Told
from voronka.language import LANGUAGES, Phrase, say, translated
from voronka.model.source import Progress
from voronka.team.runs import Cause, Kind
from voronka.workspace import Workspace

#: Seconds between two words on how far a run is.
BETWEEN = 0.7
#: Who is not at a shell gets out of the way of the pages.
BACKGROUND = 10
#: A run that finds another one waits so many seconds for it to be over: somebody may only have looked whether one is.
PATIENCE = 1.0


class Running:
    """A run, as a context and as the `on_progress` of what it runs. StoreError: another run is under way.

    Without an operational database nothing is written down, and nothing is made for it.
    """

    def __init__(
        self,
        workspace: Workspace,
        kind: Kind,
        cause: Cause = "shell",
        show: Callable[[Progress], object] | None = None,
    ) -> None:
        self._runs = workspace.runs() if workspace.has_team() else None
        self._folder = workspace.folder
        self._kind: Kind = kind
        self._cause: Cause = cause
        self._show = show
        self._told = Told()
        self._next = 0.0
        self._number = 0
        self._result: Mapping[str, int] = {}

    def __enter__(self) -> Self:
        if self._cause != "shell":
            os.nice(BACKGROUND)
        self._lock = claimed(self._folder)
        if self._runs is not None:
            self._number = self._runs.begin(self._kind, self._cause, clock.now())
        return self

    def __call__(self, step: Progress) -> None:
        """Take a step's progress; it is written down now and then."""
        if self._show is not None:
            self._show(step)
        self._told.take(step, time.monotonic())
        if self._runs is not None and (time.monotonic() >= self._next or step.stream == "store"):
            self._next = time.monotonic() + BETWEEN
            self._runs.tell(self._number, self._told.to_dict())

    def note(self, sentences: list[Phrase] | tuple[str, ...]) -> None:
        """What a person should know of it."""
        if self._runs is not None and sentences:
            notes = {
                language: [str(translated(one, language)) for one in sentences] for language in LANGUAGES
            }
            self._runs.note(self._number, notes)

    def done(self, result: Mapping[str, int]) -> None:
        """What it brought."""
        self._result = result

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._runs is not None:
                self._runs.tell(self._number, self._told.to_dict())
                self._end(error, clock.now())
        finally:
            os.close(self._lock)

    def _end(self, error: BaseException | None, now: datetime) -> None:
        assert self._runs is not None
        if error is None:
            self._runs.end(self._number, now, result=self._result)
        elif isinstance(error, Exception):
            self._runs.end(self._number, now, error=sentences_of(error))
        else:  # it was stopped, and nothing is wrong
            self._runs.cut_off(now)


def sentences_of(error: Exception) -> dict[str, list[str]]:
    """What happened, why and what to do, by language, and of which kind it is; a defect of ours by its name."""
    if not isinstance(error, VoronkaError):
        text = f"{type(error).__name__}: {error}"
        error = StoreError(
            say("reading stopped by a defect of Voronka"), text, say("write to its authors, with this text")
        )
    parts = (error.what, error.why, error.do)
    said = {language: [str(translated(part, language)) for part in parts] for language in LANGUAGES}
    return {**said, "kind": [type(error).__name__]}


def is_running(folder: Path) -> bool:
    """Whether some process is reading into this workspace now."""
    path = _lock_path(folder)
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _lock_path(folder: Path) -> Path:
    return folder / "work" / "run.lock"


def claimed(folder: Path, patience: float = PATIENCE) -> int:
    """The lock that one run holds at a time; the system takes it back from a process that dies."""
    path = _lock_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + patience
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        if time.monotonic() > until:
            os.close(handle)
            raise StoreError(
                say("the workspace {folder} is being written already", folder=str(folder)),
                say("another sync or import is under way; one at a time keeps its history whole"),
                say("wait until it has finished, or stop it; reading is possible meanwhile"),
            )
        time.sleep(0.05)
