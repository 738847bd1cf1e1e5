"""What a page fetches once it is there: sentences that take longer than a page may."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.web.foretold import asked, name
from voronka.web.page import Page
from voronka.web.pages import PAGES
from voronka.web.respond import mark, render, unchanged
from voronka.web.routes import opened

router = APIRouter()


@router.get("/forecast/brief")
def forecast_brief(request: Request) -> Response:
    """This step's forecast in a sentence, for the overview."""
    page = opened(request, PAGES["forecast"])
    if not isinstance(page, Page):
        return page
    tag = mark(request, page.company)
    if (same := unchanged(request, tag)) is not None:
        return same
    answer = asked(page)
    row = next((row for row in answer.rows[:1] if row["wins_high"]), None)
    values = {"p": page, "t": page.t, "row": row, "name": name(page, row) if row else ""}
    return render(request, "_forecast_brief.html", values, tag=tag)
