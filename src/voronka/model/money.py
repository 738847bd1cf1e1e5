"""Money: whole minor units and a currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Minor units in one major unit, where it is not 100.
MINOR = {"JPY": 1, "KRW": 1, "CLP": 1, "VND": 1, "KWD": 1000, "BHD": 1000, "TND": 1000}


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

    @property
    def major(self) -> float:
        """The amount in roubles, dollars: for tables and spreadsheets, not for sums.

        >>> Money(150, "RUB").major, Money(150, "JPY").major
        (1.5, 150.0)
        """
        return self.minor / MINOR.get(self.currency, 100)

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {"minor": self.minor, "currency": self.currency}
