"""Requests per second, and what happens to those who do not keep to it."""

from __future__ import annotations

from collections import deque
from typing import Literal

Verdict = Literal["pass", "too many", "blocked"]


class Limiter:
    """A sliding window of one second per integration and one for the account; repeated violations block everything.

    `rate` 0 switches it off. `block_after` violations the account is blocked until `lift()`, as support would do; 0 never blocks.
    Refused requests are not counted into the window.

    >>> limiter = Limiter(rate=1, block_after=2)
    >>> [limiter.check("widget", moment) for moment in (0.0, 0.5, 1.1, 1.2, 9.0)]
    ['pass', 'too many', 'pass', 'too many', 'blocked']
    """

    def __init__(self, rate: int = 7, block_after: int = 40, account_rate: int = 50) -> None:
        self.rate = rate
        self.block_after = block_after
        self.account_rate = max(rate, account_rate)
        self.violations = 0
        self._windows: dict[str, deque[float]] = {}

    def check(self, integration: str, moment: float) -> Verdict:
        """Count a request at `moment` (seconds of any steady clock) and say what becomes of it."""
        if not self.rate:
            return "pass"
        if self.is_blocked:
            return "blocked"
        own, account = self._window(integration, moment), self._window("", moment)
        if len(own) >= self.rate or len(account) >= self.account_rate:
            self.violations += 1
            return "too many"
        own.append(moment)
        account.append(moment)
        return "pass"

    @property
    def is_blocked(self) -> bool:
        """Whether the account is blocked."""
        return 0 < self.block_after <= self.violations

    def lift(self) -> None:
        """Unblock, as support does when asked."""
        self.violations = 0

    def _window(self, name: str, moment: float) -> deque[float]:
        window = self._windows.setdefault(name, deque())
        while window and window[0] <= moment - 1:
            window.popleft()
        return window
