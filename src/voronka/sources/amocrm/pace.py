"""One evenly spaced slot for all calls: amoCRM counts requests of the last second, so bursts are what it punishes.

All processes of a workspace share one pace through a file: a sync and what people write at the same time stay below the limit together.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: After a 429 the gap between slots grows by this, up to so many times the first one; each good answer takes it back a little.
SLOWER, SLOWEST, FASTER = 1.5, 8.0, 0.98
#: The file, below the workspace; a slot further off than so many seconds was kept before the machine was started anew.
FILE_NAME, STALE = "work/amocrm-pace", 900.0


class Pace:
    """Hands out moments to send a request, `rate` a second, to any number of threads, and with `shared` to all processes that name that file.

    >>> pace = Pace(rate=1000)
    >>> for _ in range(3):
    ...     pace.wait()
    """

    def __init__(
        self,
        rate: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        shared: Path | None = None,
    ) -> None:
        self._shared = shared
        self._usual = self._gap = 1.0 / rate
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = 0.0
        self._calm_after = 0.0
        self._turn = threading.Lock()
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        """Requests a second as of now."""
        return 1.0 / self._gap

    def wait(self) -> None:
        """Return when the caller may send: a gap after the last one was let go, however late that was, so nothing ever bunches up."""
        with self._turn:
            while (seconds := self._claim()) > 0:
                if self._sleep(seconds):  # an event to wait for, and it has come: everything stops
                    return

    def throttled(self, seconds: float) -> None:
        """The server said "too many": nobody sends for `seconds`, then more slowly for a while.

        Several answers to one burst count once.
        """
        with self._lock:
            now = self._monotonic()
            if now >= self._calm_after:
                self._gap = min(self._gap * SLOWER, self._usual * SLOWEST)
            self._calm_after = now + seconds
            with self._kept():
                self._next = max(self._next, now + seconds)

    def _claim(self) -> float:
        """Take the next slot when it has come, else the seconds until then."""
        with self._lock, self._kept():
            now = self._monotonic()
            if self._next > now:
                return self._next - now
            self._next = now + self._gap
            return 0.0

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Know the next slot of all processes while it is looked at and changed."""
        if self._shared is None:
            yield
            return
        self._shared.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._shared, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._next = _moment(os.pread(handle, 32, 0), self._monotonic())
            yield
            os.pwrite(handle, f"{self._next:032.6f}".encode(), 0)
        finally:
            os.close(handle)

    def went_well(self) -> None:
        """A good answer: come back to the usual rate by and by."""
        with self._lock:
            self._gap = max(self._usual, self._gap * FASTER)


def _moment(text: bytes, now: float) -> float:
    """The next slot as the file has it; now where it has none, or one of an earlier life of the machine."""
    try:
        found = float(text)
    except ValueError:
        return now
    return found if found < now + STALE else now
