"""The routes of the pages: each reads its question from the address, asks, and shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.metrics.catalog import METRICS
from voronka.web.asking import address, needs_cleaning, read_question
from voronka.web.filters import controls, unshown
from voronka.web.kinds import PageKind
from voronka.web.narrowing import narrowing
from voronka.web.page import Page
from voronka.web.pages import PAGES
from voronka.web.quick import quick_periods, recent
from voronka.web.reading import company_of, today_of, views_of
from voronka.web.respond import mark, render, unchanged
from voronka.web.views import is_own

router = APIRouter()
#: What opens when nothing is asked for.
FIRST = "overview"


@router.get("/")
def start(request: Request) -> Response:
    """The first page: of the question in the address, else the view that the reader chose, else of its own period."""
    kind = PAGES[FIRST]
    if {*request.query_params} - {"lang", "theme"}:
        return RedirectResponse(f"/{kind.name}?{request.url.query}", 302)
    company = company_of(request)
    if (
        chosen := next((one.page for one in views_of(request) if one.is_first and is_own(request, one)), None)
    ) is not None:
        return RedirectResponse(chosen, 302)
    question = read_question(request.query_params, kind.metric, company.timezone)
    question = question.with_(period=kind.period(today_of(company)))
    return RedirectResponse(address(f"/{kind.name}", question, company.timezone), 302)


def opened(request: Request, kind: PageKind) -> Page | Response:
    """The page that an address asks for, or where it should have gone."""
    company = company_of(request)
    question = read_question(request.query_params, kind.metric, company.timezone)
    page = Page(request, company, question)
    if kind.free and kind.complete(question) != question:
        return RedirectResponse(page.url(question=kind.complete(question)), 303)
    if METRICS[kind.metric].needs_period and question.period is None:
        return RedirectResponse(page.ask(period=kind.period(today_of(company))), 302)
    if question.period is not None and "period" not in kind.controls:
        # what cannot be seen on a page must not change its figures
        return RedirectResponse(page.ask(period=None, versus=None), 302)
    if needs_cleaning(request.query_params):
        return RedirectResponse(page.url(**_kept(request)), 303)
    return page


def _kept(request: Request) -> dict[str, Any]:
    """What stays in a cleaned address beside the question; the panel of filters stays open until a value was picked."""
    query = request.query_params
    names = ["lang"] if "value" in query else ["lang", "filter", "find"]
    return {name: query.get(name) for name in names}


def shown(request: Request, kind: PageKind) -> Response:
    """One page."""
    page = opened(request, kind)
    if isinstance(page, Response):
        return page
    tag = mark(request, page.company)
    if (same := unchanged(request, tag)) is not None:
        return same
    return render(request, f"{kind.name}.html", filled(page, kind), tag=tag)


def filled(page: Page, kind: PageKind) -> dict[str, object]:
    """What a page's template needs, with every answer in it."""
    answer = page.answer(kind.complete(page.question))
    form = [*controls(page, kind.controls), *kind.more(page)]
    today = today_of(page.company)
    quarters, months = recent(today)
    return {
        "p": page,
        "t": page.t,
        "kind": kind,
        "metric": METRICS[kind.metric],
        "answer": answer,
        "question": page.question,
        "controls": form,
        "unshown": unshown(page.question, form),
        "narrowing": narrowing(page) if "filters" in kind.controls else None,
        "quick": quick_periods(today),
        "quarters": quarters,
        "months": months,
        **kind.show(page, answer),
    }


def _route(kind: PageKind) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        return shown(request, kind.asked(request.query_params))

    page.__name__ = kind.name
    return page


for _kind in PAGES.values():
    router.add_api_route(f"/{_kind.name}", _route(_kind), methods=["GET"])
