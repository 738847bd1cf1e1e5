"""Addresses that a page links to: the same question with something changed, and the deals behind its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from voronka.metrics.catalog import METRICS
from voronka.model.cell import Cell
from voronka.model.period import Period
from voronka.model.question import Condition, Question
from voronka.web.asking import address, moment_text, pairs_of, with_query

#: Metrics whose pages begin without a period, since chances need more deals than a month has.
WITHOUT_PERIOD = frozenset({"bottlenecks", "what_if", "sizes"})


#: The page whose address names the metric too.
FREE = "/ask"


class Addresses:
    """The addresses of one request about one question."""

    def __init__(self, request: Request, question: Question, timezone: str) -> None:
        self.request = request
        self.question = question
        self.timezone = timezone

    def url(self, path: str | None = None, question: Question | None = None, **extra: object) -> str:
        """A page about the question (this one, unless another is given)."""
        place, asked = path or self.request.url.path, question or self.question
        if place.endswith(FREE):
            extra = {"metric": asked.metric, **extra}
        return address(place, asked, self.timezone, **extra)

    def ask(self, **changes: Any) -> str:
        """This page with parts of the question changed; without a period there is nothing to compare it with, but for what stands at a moment."""
        question = self.question.with_(**changes)
        is_moment = METRICS[question.metric].populations == ("snapshot",)
        return self.url(question=question if question.period or is_moment else question.with_(versus=None))

    def about(self, metric: str, **changes: Any) -> Question:
        """The question of another metric about the same deals: what that metric knows of this question goes with it."""
        question, known = self.question, METRICS[metric]
        if question.metric != metric:
            kept = [pair for pair in question.options if pair[0] in known.options]
            question = question.with_(metric=metric, by=None, versus=None, options=tuple(kept))
            if question.population not in known.populations:
                question = question.with_(population=None)
            if question.period is not None and metric != "funnel":
                question = question.with_(period=replace(question.period, basis="created"))
        return question.with_(**changes)

    def carry(self, name: str, metric: str, has_period: bool = True, usual: Period | None = None) -> str:
        """Another page about the same deals. `has_period`: one can choose a period there; `usual` is taken where this page has none to choose."""
        question = self.about(metric, by=None, versus=None)
        if question.population not in METRICS[metric].populations or self.question.metric != metric:
            question = question.with_(population=None)
        period = (question.period or usual) if has_period and metric not in WITHOUT_PERIOD else None
        return self.url(f"/{name}", question.with_(period=period))

    def is_timeless(self) -> bool:
        """Whether the question has no period because its page begins without one, and not because the reader chose all time."""
        return self.question.period is None and self.question.metric in WITHOUT_PERIOD

    def deals(
        self, figure: str, *keys: object, segment: str | None = None, question: Question | None = None
    ) -> str:
        """The deals behind a figure (of this page's question, unless another is given)."""
        return self.deals_at(Cell(figure, tuple(str(key) for key in keys), segment), question)

    def deals_at(self, cell: Cell, question: Question | None = None, **extra: Any) -> str:
        """The deals behind a cell: in another order, at another page, as a file."""
        metric = (question or self.question).metric
        return self.url(
            "/deals", question, metric=None if metric == "funnel" else metric, cell=str(cell), **extra
        )

    def file(self, format: str, question: Question | None = None) -> str:
        """An answer as a file for a spreadsheet."""
        metric = (question or self.question).metric
        return self.url(f"/download/{metric}.{format}", question)

    def deals_file(self, format: str, cell: Cell, **extra: Any) -> str:
        """All deals behind a cell as a file for a spreadsheet."""
        metric = None if self.question.metric == "funnel" else self.question.metric
        return self.url(f"/download/deals.{format}", metric=metric, cell=str(cell), **extra)

    def chart_at(self, name: str, format: str) -> str:
        """A picture of this page as a file."""
        named: dict[str, Any] = (
            {"metric": self.question.metric} if self.request.url.path.endswith(FREE) else {}
        )
        return self.url(f"/chart{self.request.url.path}/{name}.{format}", **named)

    def only(self, condition: Condition) -> str:
        """This page without one of its filters."""
        return self.ask(where=tuple(one for one in self.question.where if one != condition))

    def without(self, dimension: str) -> str:
        """This page without what was set for that dimension."""
        return self.ask(where=tuple(one for one in self.question.where if one.dimension != dimension))

    def narrowed(self, segment: str) -> str:
        """This page about one segment of its breakdown alone."""
        condition = Condition(self.question.by or "", (segment,))
        rest = tuple(one for one in self.question.where if one.dimension != condition.dimension)
        return self.ask(by=None, where=(*rest, condition))

    def here(self, **extra: str) -> str:
        """This very address with another language or theme."""
        pairs = [
            (name, value) for name, value in self.request.query_params.multi_items() if name not in extra
        ]
        return with_query(self.request.url.path, [*pairs, *extra.items()])

    def pairs(self) -> list[tuple[str, str]]:
        """The question's parts, for the hidden fields of a form."""
        return pairs_of(self.question, self.timezone)

    def as_of_text(self) -> str:
        """The question's moment as an address says it; "" when it has none."""
        return moment_text(self.question.as_of, self.timezone) if self.question.as_of else ""

    def like(self, period: Period | None) -> Period | None:
        """`period` picked by creation or by closing, as the question's own is."""
        own = self.question.period
        return replace(period, basis=own.basis) if period and own else period

    def based(self, basis: str) -> Period | None:
        """The question's period, picked by creation or by closing."""
        period = self.question.period
        return replace(period, basis="closed" if basis == "closed" else "created") if period else None

    @staticmethod
    def link(href: str, text: str) -> Markup:
        """A number that opens its deals, for the middle of a sentence."""
        return Markup('<a class="n" href="{}">{}</a>').format(href, text)
