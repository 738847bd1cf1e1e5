"""Requests per second, and what happens to those who do not keep to it."""

from __future__ import annotations

from collections import deque
from typing import Literal

#: How long a violation is held against one.
_MEMORY_SECONDS = 60
Verdict = Literal["pass", "too many", "blocked"]


class Limiter:
    """A sliding window of one second per integration and one for the account; repeated violations block everything.

    `rate` 0 switches it off. After `block_after` violations within a minute the account is blocked until `lift()`, as support would do; 0 never
    blocks. Refused requests are not counted into the window.

    >>> limiter = Limiter(rate=1, block_after=2)
    >>> [limiter.check("widget", moment) for moment in (0.0, 0.5, 1.1, 1.2, 9.0)]
    ['pass', 'too many', 'pass', 'too many', 'blocked']
    """

    def __init__(self, rate: int = 7, block_after: int = 40, account_rate: int = 50) -> None:
        self.rate = rate
        self.block_after = block_after
        self.account_rate = max(rate, account_rate)
        self.is_blocked = False
        self._violations: deque[float] = deque()
        self._windows: dict[str, deque[float]] = {}

    def check(self, integration: str, moment: float) -> Verdict:
        """Count a request at `moment` (seconds of any steady clock) and say what becomes of it."""
        if not self.rate:
            return "pass"
        if self.is_blocked:
            return "blocked"
        own, account = self._window(integration, moment), self._window("", moment)
        if len(own) >= self.rate or len(account) >= self.account_rate:
            self._violate(moment)
            return "too many"
        own.append(moment)
        account.append(moment)
        return "pass"

    def lift(self) -> None:
        """Unblock, as support does when asked."""
        self.is_blocked = False
        self._violations.clear()

    def _violate(self, moment: float) -> None:
        self._violations.append(moment)
        while self._violations[0] <= moment - _MEMORY_SECONDS:
            self._violations.popleft()
        self.is_blocked = 0 < self.block_after <= len(self._violations)

    def _window(self, name: str, moment: float) -> deque[float]:
        window = self._windows.setdefault(name, deque())
        while window and window[0] <= moment - 1:
            window.popleft()
        return window
