"""A thread of the server that looks at the clock and runs what is due as a process, one at a time, so that pages stay fast."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from voronka.errors import VoronkaError

#: A process that is told to end has so many seconds for what it is doing; then it goes on alone.
GRACE = 10.0


class Background:
    """Calls `turn` again and again; it does what is due and gives the seconds until the next look, which `wake` cuts short."""

    def __init__(self, name: str, turn: Callable[[], float], tick: float) -> None:
        self.is_over = False
        self._turn, self._tick = turn, tick
        self._news = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._log = logging.getLogger(f"voronka.{name}")

    @property
    def is_busy(self) -> bool:
        """Whether a process is under way."""
        return self._process is not None

    def start(self) -> None:
        """Begin to look at the clock."""
        self._thread.start()

    def stop(self) -> None:
        """End, and the process that is under way: the next start goes on from there."""
        self.is_over = True
        self._news.set()
        process = self._process
        if process is not None:
            process.terminate()
        if self._thread.is_alive():
            self._thread.join(GRACE)

    def wake(self) -> None:
        """Look now."""
        self._news.set()

    def run(self, words: Sequence[str], folder: Path) -> tuple[int, str]:
        """Run a command on a workspace to its end; its exit code, and what it said of what went wrong."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "voronka", *words, "--workspace", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _, said = self._process.communicate()
            return self._process.returncode, said.decode(errors="replace").strip()
        finally:
            self._process = None

    def _run(self) -> None:
        while not self.is_over:
            wait = self._tick
            try:
                wait = self._turn()
            except VoronkaError as error:
                # The database or the settings cannot be read now; the pages say so, and this tries again.
                self._log.warning("nothing could be done now: %s", error)
            except Exception:  # noqa: BLE001
                # Whatever it is (no memory for a process, a full disk), the server must go on when it is over.
                self._log.exception("nothing could be done now")
            self._news.wait(wait)
            self._news.clear()
