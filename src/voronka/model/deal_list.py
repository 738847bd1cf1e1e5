"""A page of the deals behind a number, with the count and sum of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voronka.model.answer import Row, plain
from voronka.model.cell import Cell
from voronka.model.column import Column
from voronka.model.money import Money
from voronka.model.question import Question


@dataclass(frozen=True)
class DealList:
    """`rows` is one page; `total` and `amount` are of the whole list, `total` always being the number that was shown.

    A row has deal_id, external_id, name, pipeline, stage, owner, amount (of the counted fact), created_at, outcome, outcome_at,
    reason, age_days; a list of moves has also moved_at, from, to; one of other facts than deals what `columns` say. `no_amount` of the rows have no amount.
    Moments are naive UTC; people read them in `timezone`, the account's. All are deals of `account_id`.
    """

    question: Question
    cell: Cell
    rows: tuple[Row, ...]
    total: int
    amount: Money
    no_amount: int
    order: str
    offset: int
    sql: str
    columns: tuple[Column, ...] = ()
    timezone: str = "UTC"
    account_id: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "question": self.question.to_dict(),
            "cell": str(self.cell),
            "total": self.total,
            "amount": self.amount.to_dict(),
            "no_amount": self.no_amount,
            "order": self.order,
            "offset": self.offset,
            "sql": self.sql,
            "rows": [{name: plain(value) for name, value in row.items()} for row in self.rows],
        }
