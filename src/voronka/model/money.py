"""Money: whole minor units and a currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Money:
    """An exact amount: `minor` is kopecks, cents; never a float.

    >>> Money(150, "RUB") + Money(50, "RUB")
    Money(minor=200, currency='RUB')
    """

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {"minor": self.minor, "currency": self.currency}
