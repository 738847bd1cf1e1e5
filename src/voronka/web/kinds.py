"""What a page is: a value that feeds the routes, the menu, the pictures and the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from starlette.datastructures import QueryParams

from voronka.model.answer import Answer
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render.charts import Chart
from voronka.web.filters import Control
from voronka.web.page import Page

#: Controls of the form, in the order shown; each page names those that change something on it.
Part = Literal["period", "pipeline", "versus", "population", "filters", "by"]
EVERY_PART: tuple[Part, ...] = ("period", "pipeline", "versus", "population", "filters", "by")
#: The menu's groups, in order; `group.<name>` are their words.
GROUPS = ("start", "ahead", "funnel", "time", "money", "people", "change", "order")


def whole(question: Question) -> Question:
    """The question of a page that tells of all deals together; a split is for its table alone."""
    return question.with_(by=None)


@dataclass(frozen=True)
class PageKind:
    """One page. Its path is `/name`, its words `nav.<name>`, its template `<name>.html`.

    `metric` is whose question the address holds; `show` gets the answer to it and adds what the template needs, asking other questions by
    `page.answer(metric, …)`; `also` names those metrics. `charts` draw by name what can also be downloaded. `controls` are the parts of the form, `more` further ones of its own.
    `period` is what is asked when the address names none (None: all time), given the last day of which anything is known.
    `complete` adds to the address's question what this page always asks, such as the period before to compare with.
    `free` makes the page of the address where that names the metric too.
    """

    name: str
    group: str
    metric: str
    show: Callable[[Page, Answer], Mapping[str, object]]
    controls: tuple[Part, ...] = ("period", "pipeline", "filters")
    charts: Mapping[str, Callable[[Page], Chart]] = field(default_factory=dict)
    more: Callable[[Page], list[Control]] = lambda _: []
    period: Callable[[date], Period | None] = lambda _: None
    also: tuple[str, ...] = ()
    complete: Callable[[Question], Question] = lambda question: question
    free: Callable[[QueryParams], PageKind] | None = None

    def asked(self, query: QueryParams) -> PageKind:
        """The page as this address asks for it."""
        return self.free(query) if self.free else self
