"""The server's own schedule of syncs: each is a process of low priority, and so never slows the pages."""

from __future__ import annotations

from collections import deque

from voronka import clock
from voronka.errors import StoreError
from voronka.intake.background import Background
from voronka.intake.due import Plan, checked_cron, plan
from voronka.intake.running import is_running, sentences_of
from voronka.language import say
from voronka.team.runs import Cause, Kind, Run
from voronka.workspace import Workspace

#: Seconds between two looks at the clock; a person's wish is heard at once.
TICK = 5.0
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
        self._background = Background("schedule", self._turn, TICK)
        self.start, self.stop = self._background.start, self._background.stop

    def wake(self, kind: Kind = "sync", words: list[str] | None = None) -> None:
        """Start this now, or as soon as what is under way is over; `words` are the command where it is no sync."""
        wish = kind, words or ["sync"]
        if wish not in self._wishes:
            self._wishes.append(wish)
        self._background.wake()

    def is_busy(self) -> bool:
        """Whether something is read now, by us or anybody else, or is about to be."""
        return bool(self._wishes) or self._background.is_busy or is_running(self._workspace.folder)

    def next(self) -> Plan | None:
        """What comes next by itself, and when; None where nothing does."""
        if not self.is_automatic or not is_connected(self._workspace):
            return None
        settings, runs = self._workspace.settings, self._workspace.runs()
        past = runs.latest(LOOKED_AT)
        zone = timezone_of(self._workspace)
        is_hinted = bool(self._workspace.hints().heard())
        return plan(settings["sync.schedule"], settings["sync.repair"], past, clock.now(), zone, is_hinted)

    def _turn(self) -> float:
        """Start what is wished for or due, unless somebody is reading."""
        while not self._background.is_over and not is_running(self._workspace.folder):
            self._bury()
            if self._wishes:
                kind, words = self._wishes[0]
                self._start(kind, words, "person")
                self._wishes.popleft()
                continue
            coming = self.next()
            if coming is None or coming.at > clock.now():
                break
            self._start(coming.kind, ["sync", *(["--repair"] if coming.kind == "repair" else [])], "schedule")
        return TICK

    def _bury(self) -> None:
        """Nobody reads, so whatever is said to be running was killed."""
        runs = self._workspace.runs()
        if any(run.is_running for run in runs.latest(1)):
            runs.cut_off(clock.now())

    def _start(self, kind: Kind, words: list[str], cause: Cause) -> None:
        """Run a command to its end; what it did not write down itself is written down here."""
        before = _newest(self._workspace)
        code, said = self._background.run([*words, "--cause", cause], self._workspace.folder)
        after = _newest(self._workspace)
        if code and not self._background.is_over and (before and before.number) == (after and after.number):
            self._fail(kind, cause, said)

    def _fail(self, kind: Kind, cause: Cause, said: str) -> None:
        """A process that ended before it could write anything down."""
        runs = self._workspace.runs()
        number = runs.begin(kind, cause, clock.now())
        last = said.splitlines()[-3:]
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
