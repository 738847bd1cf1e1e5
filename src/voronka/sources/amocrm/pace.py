"""One evenly spaced slot for all calls: amoCRM counts requests of the last second, so bursts are what it punishes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

#: After a 429 the gap between slots grows by this, up to so many times the first one; each good answer takes it back a little.
SLOWER, SLOWEST, FASTER = 1.5, 8.0, 0.98


class Pace:
    """Hands out moments to send a request, `rate` a second, to any number of threads.

    >>> pace = Pace(rate=1000)
    >>> for _ in range(3):
    ...     pace.wait()
    """

    def __init__(
        self,
        rate: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
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
            while (seconds := self._next - self._monotonic()) > 0:
                if self._sleep(seconds):  # an event to wait for, and it has come: everything stops
                    return
            with self._lock:
                self._next = max(self._next, self._monotonic() + self._gap)

    def throttled(self, seconds: float) -> None:
        """The server said "too many": nobody sends for `seconds`, then more slowly for a while.

        Several answers to one burst count once.
        """
        with self._lock:
            now = self._monotonic()
            if now >= self._calm_after:
                self._gap = min(self._gap * SLOWER, self._usual * SLOWEST)
            self._calm_after = now + seconds
            self._next = max(self._next, now + seconds)

    def went_well(self) -> None:
        """A good answer: come back to the usual rate by and by."""
        with self._lock:
            self._gap = max(self._usual, self._gap * FASTER)
