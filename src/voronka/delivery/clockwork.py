"""The server's own clock for reports and alerts: a thread that starts a process of low priority when something is due, so that pages stay fast."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

from voronka.delivery.bell import Bell
from voronka.delivery.running import Post
from voronka.errors import VoronkaError
from voronka.workspace import Workspace

#: Seconds between two looks at the clock; a person's wish is heard at once.
TICK = 10.0
#: After a process that ended badly it waits so long.
WAIT = 60.0
#: A process that is told to end has so many seconds for what it is handing over; then it goes on alone.
GRACE = 10.0
_log = logging.getLogger("voronka.delivery")


class Clockwork:
    """Sends what is due, one process at a time; `wake` looks at once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._news = threading.Event()
        self._is_over = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin to look at the clock."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being handed over is finished, the rest goes on at the next start."""
        self._is_over = True
        self._news.set()
        process = self._process
        if process is not None:
            process.terminate()
        if self._thread.is_alive():
            self._thread.join(GRACE)

    def wake(self) -> None:
        """Look now."""
        self._news.set()

    def _run(self) -> None:
        while not self._is_over:
            wait = TICK
            try:
                if (command := self._due()) is not None and self._send(command):
                    wait = WAIT
            except VoronkaError as error:
                # The database or the settings cannot be read now; the pages say so, and this tries again.
                _log.warning("nothing could be sent now: %s", error)
            except Exception:  # noqa: BLE001
                # Whatever it is (no memory for a process, a full disk), the server must go on sending when it is over.
                _log.exception("nothing could be sent now")
            self._news.wait(wait)
            self._news.clear()

    def _due(self) -> str | None:
        """The command that does what is due: to look for alerts, which sends what waits too, or to send alone."""
        if Bell(self._workspace).is_due():
            return "alert"
        return "report" if Post(self._workspace).is_due() else None

    def _send(self, command: str) -> int:
        """Run the process to its end; its exit code."""
        words = [command, "run", "--due", "--cause", "schedule", "--workspace", str(self._workspace.folder)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "voronka", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _, said = self._process.communicate()
            code = self._process.returncode
        finally:
            self._process = None
        if code and not self._is_over:
            _log.warning("reports were not sent: %s", said.decode(errors="replace").strip()[-500:])
        return code
