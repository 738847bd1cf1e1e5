"""A share with its two counts; 0 of 0 is "no data", never 0 %."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rate:
    """`hits` of `trials`, with the 95 % interval [`low`, `high`] where one is defined.

    >>> Rate(1, 4).value
    0.25
    >>> Rate(0, 0).value is None
    True
    """

    hits: int
    trials: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        """hits / trials, or None for 0 of 0."""
        return self.hits / self.trials if self.trials else None

    @property
    def is_wide(self) -> bool:
        """True when the interval spans more than 30 points: shown grey and never ranked."""
        return self.low is not None and self.high is not None and self.high - self.low > 0.30

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {
            "hits": self.hits,
            "trials": self.trials,
            "value": self.value,
            "low": self.low,
            "high": self.high,
        }
