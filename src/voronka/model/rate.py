"""A share with its two counts; 0 of 0 is "no data", never 0 %."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One share less another: `value` with its 95 % interval; all in shares of 1."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """True when the interval leaves out zero: the change is more than chance would make."""
        return self.low > 0 or self.high < 0


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

    def less(self, other: Rate) -> Difference | None:
        """This share less an independent one, by Newcombe's hybrid score (1998, method 10) from the Wilson intervals of both.

        None where either has no data or no interval. Newcombe's own example, 56 of 70 and 48 of 80, gives 0.20 (0.05 to 0.33):

        >>> first, second = Rate(56, 70, 0.6920, 0.8772), Rate(48, 80, 0.4904, 0.7005)
        >>> difference = first.less(second)
        >>> round(difference.value, 4), round(difference.low, 4), round(difference.high, 4)
        (0.2, 0.0525, 0.3341)
        """
        if self.value is None or other.value is None:
            return None
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return None
        value = self.value - other.value
        down = hypot(self.value - self.low, other.high - other.value)
        up = hypot(self.high - self.value, other.value - other.low)
        return Difference(value, value - down, value + up)

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {
            "hits": self.hits,
            "trials": self.trials,
            "value": self.value,
            "low": self.low,
            "high": self.high,
        }
