"""Estimated figures: a probability or a mean with its interval, and times whose end not every deal has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """`value` from `n` deals with its 95 % interval [`low`, `high`]; all None where nothing can be said.

    `doubts` are codes of why it should be read with care: `small_sample`, `unfinished_cohort`, `broken_history`.

    >>> Estimate(120, 0.146, 0.09, 0.21).to_dict()
    {'n': 120, 'value': 0.146, 'low': 0.09, 'high': 0.21}
    """

    n: int
    value: float | None
    low: float | None = None
    high: float | None = None
    doubts: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        """True when the interval of a share spans more than 30 points: shown grey and never ranked."""
        return self.low is None or self.high is None or self.high - self.low > 0.30

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer; doubts only where there are any."""
        found: dict[str, Any] = {"n": self.n, "value": self.value, "low": self.low, "high": self.high}
        return found | ({"doubts": list(self.doubts)} if self.doubts else {})


@dataclass(frozen=True)
class Times:
    """How long something lasts, in days: median with its 95 % interval, P75, P90; `open` of the `n` are not over yet.

    A quantile that too few have reached is None.

    >>> Times(10, 4, 1.5, 3.0, None, 1.0, 2.5).to_dict()
    {'n': 10, 'open': 4, 'median_days': 1.5, 'p75_days': 3.0, 'p90_days': None, 'low': 1.0, 'high': 2.5}
    """

    n: int
    open: int
    median_days: float | None
    p75_days: float | None
    p90_days: float | None
    low: float | None = None
    high: float | None = None
    doubts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer; doubts only where there are any."""
        names = ("n", "open", "median_days", "p75_days", "p90_days", "low", "high")
        return {name: getattr(self, name) for name in names} | (
            {"doubts": list(self.doubts)} if self.doubts else {}
        )
