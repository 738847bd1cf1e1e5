"""Where in the pages a figure is to be seen: the page that shows exactly this answer, and the list of the deals behind a number."""

from __future__ import annotations

from voronka.model.cell import Cell
from voronka.model.question import Question
from voronka.web.addresses import FREE
from voronka.web.asking import address


def page_of(question: Question, timezone: str) -> str:
    """The path of the page that shows the answer.

    >>> page_of(Question("funnel", by="source"), "UTC")
    '/ask?by=source&metric=funnel'
    """
    return address(FREE, question, timezone, metric=question.metric)


def list_of(question: Question, cell: Cell, timezone: str) -> str:
    """The path of the page that lists the deals behind a cell.

    >>> list_of(Question("win_rate"), Cell("won"), "UTC")
    '/deals?metric=win_rate&cell=won'
    """
    metric = None if question.metric == "funnel" else question.metric
    return address("/deals", question, timezone, metric=metric, cell=str(cell))
