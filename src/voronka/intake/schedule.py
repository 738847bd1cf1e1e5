"""The server's own schedule: a thread that starts a process of low priority for each sync, and so never slows the pages."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections import deque

from voronka import clock
from voronka.errors import StoreError, VoronkaError
from voronka.intake.due import Plan, checked_cron, plan
from voronka.intake.running import is_running, sentences_of
from voronka.language import say
from voronka.team.runs import Cause, Kind, Run
from voronka.workspace import Workspace

#: Seconds between two looks at the clock; a person's wish is heard at once.
TICK = 5.0
#: A process that is told to end has so many seconds for it.
GRACE = 10.0
_log = logging.getLogger("voronka.schedule")
#: Runs that are looked back at: enough for the last good one in a day of quarters of an hour.
LOOKED_AT = 200


class Schedule:
    """Starts what is due, one process at a time; `wake` starts something now. Without `is_automatic` nothing starts by itself.

    InputError where the settings name no schedule.
    """

    def __init__(self, workspace: Workspace, is_automatic: bool = True) -> None:
        for name in ("sync.schedule", "sync.repair"):
            checked_cron(workspace.settings[name], name)
        self._workspace = workspace
        self.is_automatic = is_automatic
        self._wishes: deque[tuple[Kind, list[str]]] = deque()
        self._news = threading.Event()
        self._is_over = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        """Begin to look at the clock."""
        self._thread.start()

    def stop(self) -> None:
        """End, and the process that is under way: the next start goes on from there."""
        self._is_over = True
        self._news.set()
        process = self._process
        if process is not None:
            process.terminate()
        if self._thread.is_alive():
            self._thread.join(GRACE)

    def wake(self, kind: Kind = "sync", words: list[str] | None = None) -> None:
        """Start this now, or as soon as what is under way is over; `words` are the command where it is no sync."""
        wish = kind, words or ["sync"]
        if wish not in self._wishes:
            self._wishes.append(wish)
        self._news.set()

    def is_busy(self) -> bool:
        """Whether something is read now, by us or anybody else, or is about to be."""
        return bool(self._wishes) or self._process is not None or is_running(self._workspace.folder)

    def next(self) -> Plan | None:
        """What comes next by itself, and when; None where nothing does."""
        if not self.is_automatic or not is_connected(self._workspace):
            return None
        settings, runs = self._workspace.settings, self._workspace.runs()
        past = runs.latest(LOOKED_AT)
        zone = timezone_of(self._workspace)
        is_hinted = bool(self._workspace.hints().heard())
        return plan(settings["sync.schedule"], settings["sync.repair"], past, clock.now(), zone, is_hinted)

    def _run(self) -> None:
        while not self._is_over:
            try:
                self._turn()
            except VoronkaError as error:
                # The database or the settings cannot be read now; the pages say so, and this tries again.
                _log.warning("nothing could be read now: %s", error)
            except Exception:  # noqa: BLE001
                # Whatever it is (no memory for a process, a full disk), the server must go on reading when it is over.
                _log.exception("nothing could be read now")
            self._news.wait(TICK)
            self._news.clear()

    def _turn(self) -> None:
        """Start what is wished for or due, unless somebody is reading."""
        while not self._is_over and not is_running(self._workspace.folder):
            self._bury()
            if self._wishes:
                kind, words = self._wishes[0]
                self._start(kind, words, "person")
                self._wishes.popleft()
                continue
            coming = self.next()
            if coming is None or coming.at > clock.now():
                return
            self._start(coming.kind, ["sync", *(["--repair"] if coming.kind == "repair" else [])], "schedule")

    def _bury(self) -> None:
        """Nobody reads, so whatever is said to be running was killed."""
        runs = self._workspace.runs()
        if any(run.is_running for run in runs.latest(1)):
            runs.cut_off(clock.now())

    def _start(self, kind: Kind, words: list[str], cause: Cause) -> None:
        """Run a command to its end; what it did not write down itself is written down here."""
        before = _newest(self._workspace)
        command = [sys.executable, "-m", "voronka", *words, "--workspace", str(self._workspace.folder)]
        self._process = subprocess.Popen(
            [*command, "--cause", cause], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _, said = self._process.communicate()
            code = self._process.returncode
        finally:
            self._process = None
        after = _newest(self._workspace)
        if code and not self._is_over and (before and before.number) == (after and after.number):
            self._fail(kind, cause, said.decode(errors="replace"))

    def _fail(self, kind: Kind, cause: Cause, said: str) -> None:
        """A process that ended before it could write anything down."""
        runs = self._workspace.runs()
        number = runs.begin(kind, cause, clock.now())
        last = said.strip().splitlines()[-3:]
        error = StoreError(say("reading could not begin"), " ".join(line.strip() for line in last))
        runs.end(number, clock.now(), error=sentences_of(error))


def is_connected(workspace: Workspace) -> bool:
    """Whether there is a CRM to be read, and a token for it."""
    return workspace.settings["source.kind"] == "amocrm" and workspace.has_token


def timezone_of(workspace: Workspace) -> str:
    """The account's zone; Moscow's until the account has told its own."""
    try:
        return workspace.timezone
    except StoreError:
        return "Europe/Moscow"


def _newest(workspace: Workspace) -> Run | None:
    return next(iter(workspace.runs().latest(1)), None)
