"""The form that sets a goal: what was typed into it, and the page again with what is wrong beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from voronka.errors import InputError
from voronka.language import say
from voronka.model.goal import Whom
from voronka.model.period import Period
from voronka.web.access.showing import sentences
from voronka.web.asking import own_days, read_question
from voronka.web.page import Page
from voronka.web.pages.plan import PAGE
from voronka.web.reading import company_of, reader_name, require, workspace_of
from voronka.web.respond import render
from voronka.web.routes import filled
from voronka.workspace.planning import Planning

PLAN = "/plan"
FIELDS = ("whom", "aim", "period", "first", "last", "value", "why", "pipeline")
#: The choice of a period that two days give.
OWN = "own"


def planning_of(request: Request) -> Planning:
    """The company's goals, to be set by whoever may."""
    require(request, "plan")
    return workspace_of(request).planning(reader_name(request))


def whom_of(text: str) -> Whom:
    """Who was picked in the form."""
    try:
        return Whom.read(text)
    except ValueError as error:
        raise InputError(say("nobody was chosen"), do=say("choose whose goal it is")) from error


def period_of(typed: Mapping[str, str]) -> str:
    """The period that was picked, or of the two days that were."""
    text = own_days(typed) if typed["period"] == OWN else typed["period"]
    return str(Period.parse(text)) if text else ""


def again(request: Request, typed: Mapping[str, str], at: str, error: InputError) -> Response:
    """The page «План» with the form as it was sent, and what is wrong beside the field `at`; the error itself where the page has not that form."""
    asked = urlencode({"pipeline": typed["pipeline"]}) if typed.get("pipeline") else ""
    plain = Request({**request.scope, "path": PLAN, "query_string": asked.encode()})
    company = company_of(plain)
    question = PAGE.complete(read_question(plain.query_params, PAGE.metric, company.timezone))
    values: dict[str, Any] = filled(Page(plain, company, question), PAGE)
    if at == "change" and typed["number"] not in [str(one.row["goal"]) for one in values["goals"]]:
        raise error
    said = sentences(error, plain.state.look.language)
    values["form"] |= {"typed": typed, "at": at, "wrong": said}
    return render(plain, "plan.html", values, status=422)
