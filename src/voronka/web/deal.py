"""The page of one deal: its whole path, how it stands, and a way to set it aside."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.model.deal import Deal
from voronka.model.question import Question
from voronka.render.deal import activity_text, change_text, chapters, said
from voronka.web.doing import offer, tasks_set
from voronka.web.notes import read_day
from voronka.web.page import Page
from voronka.web.pages.score import reasons
from voronka.web.reading import reader_name, require, today_of, workspace_of
from voronka.web.respond import render

router = APIRouter()
#: Attributes with words of their own; the deal's fields are called as the CRM calls them.
_NAMED = {"source", "company", "contact", "tag"}
#: An address of these pages: not of another site, which would begin with two slashes.
_OWN = re.compile(r"/[a-z][^\\\s]*")


@router.get("/deal/{key:path}")
def deal(request: Request, key: str) -> Response:
    """One deal, by its number or by account and number."""
    company = workspace_of(request)
    found = company.deal(key)
    page = Page(request, company, Question("funnel"))
    values = {
        "p": page,
        "t": page.t,
        "deal": found,
        "said": said(found, page.language),
        "chapters": chapters(found),
        "facts": _facts(page, found),
        "change_text": lambda one: change_text(one, page.language),
        "activity_text": lambda one: activity_text(one, page.language),
        "tomorrow": today_of(company) + timedelta(days=1),
        "act": offer(request, "deals", deal=key) if found.outcome == "open" else None,
        "task": tasks_set(request, [found.deal_id]).get(found.deal_id),
        **_score(page, found),
    }
    return render(request, "deal.html", values)


def _score(page: Page, deal: Deal) -> dict[str, object]:
    """The chance of an open deal with its reasons; nothing where the score tells none."""
    nothing: dict[str, object] = {"score": None}
    if deal.outcome != "open":
        return nothing
    known = (one for one in page.company.dictionary().pipelines if one.account_id == deal.account_id)
    pipeline = next((one for one in known if one.name == deal.pipeline), None)
    if pipeline is None:
        return nothing
    place = f"{deal.account_id}/{pipeline.pipeline_id}"
    answer = page.company.ask(Question("score", place, options=(("deal", str(deal.deal_id)),)))
    row = next(iter(answer.rows), None)
    if row is None or row["chance"] is None:
        return nothing
    return {"score": row, "score_reasons": reasons(page, row), "score_totals": answer.totals}


@router.post("/deal/{key}/snooze")
def snooze(
    request: Request,
    key: str,
    until: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Set the deal aside until a day, for a reason; `back` is the page of ours that the form stood on, the deal's where it is none."""
    require(request, "write")
    workspace_of(request).snooze(key, read_day(until), reason, reader_name(request))
    return RedirectResponse(back if _OWN.fullmatch(back) else f"/deal/{key}", 303)


@router.post("/deal/{key}/wake")
def wake(request: Request, key: str) -> Response:
    """Take the snooze back."""
    require(request, "write")
    workspace_of(request).wake(key)
    return RedirectResponse(f"/deal/{key}", 303)


def _facts(page: Page, deal: Deal) -> list[tuple[str, str]]:
    """What is known of the deal beside its path: what it is called, and its value."""
    age = page.t("deal.age" if deal.outcome == "open" else "deal.lasted")
    found = [
        (str(page.t("deal.owner")), deal.owner or str(page.t("unknown"))),
        (str(page.t("control.pipeline")), deal.pipeline),
        (str(page.t("funnel.stage")), deal.stage),
        (str(page.t("deal.since")), page.day(deal.created_at)),
        (str(age), page.duration(deal.days)),
    ]
    for name, value in deal.attributes:
        title = str(page.t(f"deal.of.{name}")) if name in _NAMED else name
        if found[-1][0] == title:
            found[-1] = (title, f"{found[-1][1]}, {value}")
        else:
            found.append((title, value))
    return [*found, (str(page.t("deal.number")), deal.external_id)]
