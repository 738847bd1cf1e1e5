"""The server's own clock for reports and alerts: when something is due, a process of low priority sends it."""

from __future__ import annotations

import logging

from voronka.delivery.bell import Bell
from voronka.delivery.running import Post
from voronka.intake.background import Background
from voronka.workspace import Workspace

#: Seconds between two looks at the clock; a person's wish is heard at once.
TICK = 10.0
#: After a process that ended badly it waits so long.
WAIT = 60.0
_log = logging.getLogger("voronka.delivery")


class Clockwork:
    """Sends what is due, one process at a time; `wake` looks at once. What is being handed over at the end is finished."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._background = Background("delivery", self._turn, TICK)
        self.start, self.stop, self.wake = (
            self._background.start,
            self._background.stop,
            self._background.wake,
        )

    def _turn(self) -> float:
        command = self._due()
        return WAIT if command is not None and self._send(command) else TICK

    def _due(self) -> str | None:
        """The command that does what is due: to look for alerts, which sends what waits too, or to send alone."""
        if Bell(self._workspace).is_due():
            return "alert"
        return "report" if Post(self._workspace).is_due() else None

    def _send(self, command: str) -> int:
        """Run the process to its end; its exit code."""
        code, said = self._background.run(
            [command, "run", "--due", "--cause", "schedule"], self._workspace.folder
        )
        if code and not self._background.is_over:
            _log.warning("reports were not sent: %s", said[-500:])
        return code
