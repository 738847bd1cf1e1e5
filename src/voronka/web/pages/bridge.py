"""Why the open sum changed."""

from __future__ import annotations

from voronka.model.answer import Answer
from voronka.model.money import Money
from voronka.render.bridge import steps
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.quick import recent


def show(_: Page, answer: Answer) -> dict[str, object]:
    """The steps from the open sum at the beginning to that at the end."""
    drawn = steps(answer.rows)
    is_one = len(drawn) > 1 and answer.question.by is None
    change = drawn[-1].row["amount"].minor - drawn[0].row["amount"].minor if is_one else 0
    return {"steps": drawn, "change": Money(change, drawn[0].row["amount"].currency) if is_one else None}


PAGE = PageKind(
    "bridge",
    "money",
    "bridge",
    show,
    ("period", "pipeline", "population", "filters"),
    period=lambda today: recent(today)[0][0],
)
