"""How often one token may ask: a bucket that fills evenly."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

#: Requests a second in the long run, and at once after a pause.
RATE, BURST = 5.0, 60
#: Callers remembered; who was not heard of for longest is forgotten, and has a full bucket.
KEPT = 1_000


class Pace:
    """Buckets by caller.

    >>> seconds = iter([0.0, 0.0, 0.0, 0.1])
    >>> pace = Pace(rate=10, burst=2, clock=lambda: next(seconds))
    >>> [pace.wait("a") for _ in range(4)]
    [0.0, 0.0, 0.1, 0.0]
    """

    def __init__(
        self, rate: float = RATE, burst: int = BURST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, caller: Hashable) -> float:
        """Seconds until the caller may ask again; 0.0 and one less in the bucket where that is now."""
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(caller, (float(self.burst), now))
            left = min(self.burst, left + (now - since) * self.rate)
            is_let_in = left >= 1
            self._buckets[caller] = (left - is_let_in, now)
            while len(self._buckets) > KEPT:
                self._buckets.popitem(last=False)
            return 0.0 if is_let_in else round((1 - left) / self.rate, 6)
