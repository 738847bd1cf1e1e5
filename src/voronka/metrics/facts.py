"""Facts: the deals (or moves) behind one number, from the same SQL that counted them."""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.model.cell import Cell
from voronka.model.deal_list import DealList
from voronka.model.question import Question

__all__ = ["DealList", "deals"]


def deals(
    engine: Engine,
    question: Question,
    cell: Cell,
    order: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> DealList:
    """Exactly the deals that `cell` of the question's answer counts; `order` is a column, turned round by a minus in front.

    InputError when the metric has no such figure, place, segment or column.
    """
    raise NotImplementedError
