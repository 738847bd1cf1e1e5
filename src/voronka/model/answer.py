"""An answer: rows of plain values with rates and money, and all that is needed to trust and repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voronka.model.money import Money
from voronka.model.question import Question
from voronka.model.rate import Rate

#: A row's values are None, bool, int, float, str, datetime, Money, Rate.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Trust:
    """How complete the history behind a figure is: shares of 0..1 of the deals counted, and a `level` of good, fair or poor.

    `notes` are codes with numbers, put into words by `render.words`.
    """

    deals: int
    broken: int
    inferred: int
    filled_in: float | None
    bulk_moves: float | None
    no_reason: float | None
    level: str
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {
            "level": self.level,
            "deals": self.deals,
            "broken": self.broken,
            "inferred": self.inferred,
            "filled_in": self.filled_in,
            "bulk_moves": self.bulk_moves,
            "no_reason": self.no_reason,
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Answer:
    """What came out. `definition` is the version of the definitions; `store_version` the store it was read from."""

    metric: str
    question: Question
    as_of: datetime
    definition: str
    trust: Trust
    sql: str
    rows: tuple[Row, ...]
    totals: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, int] | None = None
    versus: Answer | None = None
    notes: tuple[str, ...] = ()
    store_version: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the shape is part of the public interface."""
        out: dict[str, Any] = {
            "metric": self.metric,
            "question": self.question.to_dict(),
            "as_of": self.as_of.isoformat() + "Z",
            "definition": self.definition,
            "store_version": self.store_version,
            "trust": self.trust.to_dict(),
            "sql": self.sql,
            "rows": [{name: plain(value) for name, value in row.items()} for row in self.rows],
        }
        if self.totals:
            out["totals"] = {name: plain(value) for name, value in self.totals.items()}
        if self.outcomes is not None:
            out["outcomes"] = dict(self.outcomes)
        if self.versus is not None:
            out["versus"] = self.versus.to_dict()
        if self.notes:
            out["notes"] = list(self.notes)
        return out


def plain(value: Any) -> Any:
    """A value of a row as JSON has it."""
    if isinstance(value, Rate | Money):
        return value.to_dict()
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value
