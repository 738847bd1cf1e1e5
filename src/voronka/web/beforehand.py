"""The pages that the menu opens, asked by the server itself after it has started, so that the first reader of the day need not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request

from voronka.model.question import Question
from voronka.web.company import Company
from voronka.web.kinds import PageKind
from voronka.web.look import Look
from voronka.web.page import Page
from voronka.web.pages import PAGES
from voronka.web.reading import today_of
from voronka.web.respond import render
from voronka.web.routes import FIRST, filled, opened

#: A link of the menu leads to its page by so many redirects at most.
_TURNS = 3


def menu_pages(app: FastAPI) -> Iterator[Callable[[], None]]:
    """What asks for the first page, then for each page that its menu opens, one by one, as somebody who may see all deals."""
    company: Company = app.state.company
    first = PAGES[FIRST]
    question = Question(first.metric, period=first.period(today_of(company)))
    page = Page(_request(app, f"/{first.name}"), company, question)
    for kind in PAGES.values():
        yield partial(ask_page, app, kind, page.carry(kind.name, kind.metric, "period" in kind.controls))


def ask_page(app: FastAPI, kind: PageKind, link: str) -> None:
    """Ask all that the page at this address asks, and draw it: templates and pictures are kept too."""
    for _ in range(_TURNS):
        request = _request(app, link)
        asked = kind.asked(request.query_params)
        page = opened(request, asked)
        if isinstance(page, Page):
            render(request, f"{asked.name}.html", filled(page, asked))
            return
        link = page.headers["location"]


def _request(app: FastAPI, link: str) -> Request:
    """A request that nobody sent; it is never answered, so that its rights show nothing to anybody."""
    parts = urlsplit(link)
    state = {"look": Look(), "reader": None, "is_closed": False, "share": None, "guard": ""}
    scope = {
        "type": "http",
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [],
        "app": app,
        "state": state,
    }
    return Request(scope)
