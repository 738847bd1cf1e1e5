"""A cost of winning clients, as a company writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Cost:
    """What `source` cost on a local day, in minor units; "" is a cost shared by all sources, such as salaries. `currency` "" is the account's."""

    source: str
    day: date
    amount_minor: int
    currency: str = ""
