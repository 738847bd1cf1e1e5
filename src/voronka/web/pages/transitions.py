"""From which stage to which."""

from __future__ import annotations

from voronka.model.answer import Answer
from voronka.web.kinds import PageKind
from voronka.web.page import Page


def show(_: Page, answer: Answer) -> dict[str, object]:
    """The moves."""
    return {"rows": answer.rows}


PAGE = PageKind("transitions", "funnel", "transitions", show, ("period", "pipeline", "population", "filters"))
