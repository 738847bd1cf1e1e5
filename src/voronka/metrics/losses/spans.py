"""How long the time was in which something was lost, so that it can be told by the month."""

from __future__ import annotations

from datetime import datetime

from voronka.metrics.scope import Asked
from voronka.model.money import Money

#: A mean month, in days.
MONTH = 365.25 / 12


def months(asked: Asked) -> float | None:
    """Months of the period as far as they are over; without a period since the first deal. None where that is no time at all."""
    first: datetime | None = asked.first or asked.names.known_from
    last = asked.as_of if asked.last is None else min(asked.last, asked.as_of)
    if first is None or last <= first:
        return None
    return (last - first).total_seconds() / 86_400 / MONTH


def monthly(asked: Asked, minor: int) -> Money | None:
    """A sum over that time as so much a month."""
    span = months(asked)
    return None if span is None else Money(round(minor / span), asked.account.currency)
