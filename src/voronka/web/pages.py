"""The pages: each reads its question from the address, asks, and shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.clock import local_day, start_of_day
from voronka.metrics.catalog import METRICS
from voronka.model.answer import Answer
from voronka.model.money import Money
from voronka.model.question import Question
from voronka.render import dates
from voronka.render.bridge import steps
from voronka.render.funnel import funnels, stages
from voronka.web.asking import address, command, needs_cleaning, read_question
from voronka.web.company import Company
from voronka.web.filters import controls, other_conditions
from voronka.web.page import Page
from voronka.web.quick import quick_periods, recent, twelve_months
from voronka.web.respond import mark, render, unchanged

router = APIRouter()


def company_of(request: Request) -> Company:
    """The company behind this application."""
    company: Company = request.app.state.company
    return company


def today_of(company: Company) -> date:
    """The last day of which anything is known."""
    return dates.today(company.dictionary().known_until, company.timezone)


@router.get("/")
def start(request: Request) -> Response:
    """The funnel: of the question in the address, else of the last twelve months."""
    if {*request.query_params} - {"lang", "theme"}:
        return RedirectResponse(f"/funnel?{request.url.query}", 302)
    company = company_of(request)
    question = Question("funnel", period=twelve_months(today_of(company)))
    return RedirectResponse(address("/funnel", question, company.timezone), 302)


@router.get("/funnel")
def funnel(request: Request) -> Response:
    """«Анализ продаж»."""
    return answer_page(request, "funnel", _funnel)


def _funnel(_: Page, answer: Answer) -> dict[str, object]:
    shown = funnels(answer)
    wins = [one.win.row["cumulative"] for one in shown if one.win]
    # All intervals are drawn to one scale, up to the highest end.
    highest = max((rate.high for rate in wins if rate.high), default=1)
    return {
        "funnels": shown,
        "stages": stages(shown),
        "range_scale": 100 / highest,
        "outcomes": answer.outcomes or {},
    }


@router.get("/transitions")
def transitions(request: Request) -> Response:
    """From which stage to which."""
    return answer_page(request, "transitions", lambda _, answer: {"rows": answer.rows})


@router.get("/bridge")
def bridge(request: Request) -> Response:
    """Why the open sum changed."""
    return answer_page(request, "bridge", _bridge)


def _bridge(_: Page, answer: Answer) -> dict[str, object]:
    drawn = steps(answer.rows)
    is_one = len(drawn) > 1 and answer.question.by is None
    change = drawn[-1].row["amount"].minor - drawn[0].row["amount"].minor if is_one else 0
    return {"steps": drawn, "change": Money(change, drawn[0].row["amount"].currency) if is_one else None}


@router.get("/board")
def board(request: Request) -> Response:
    """What stood on the stages at a moment of the past."""
    return answer_page(request, "board", _board)


def _board(page: Page, answer: Answer) -> dict[str, object]:
    day = local_day(answer.as_of, page.timezone)
    jumps = [("-month", -30), ("-week", -7), ("-day", -1), ("day", 1), ("week", 7), ("month", 30)]
    latest = today_of(page.company) + timedelta(days=1)
    around = {
        key: page.ask(as_of=start_of_day(day + timedelta(days=days), page.timezone))
        for key, days in jumps
        if day + timedelta(days=days) <= latest
    }
    return {"rows": answer.rows, "day": day, "latest": latest, "around": around}


def answer_page(request: Request, metric: str, show: Callable[[Page, Answer], dict[str, object]]) -> Response:
    """One page about one question; `show` adds what its template needs."""
    company = company_of(request)
    question = read_question(request.query_params, metric, company.timezone)
    page = Page(request, company, question)
    if METRICS[metric].needs_period and question.period is None:
        return RedirectResponse(page.ask(period=recent(today_of(company))[0][0]), 302)
    if needs_cleaning(request.query_params):
        return RedirectResponse(page.url(lang=request.query_params.get("lang")), 303)
    tag = mark(request, company.version)
    if (same := unchanged(request, tag)) is not None:
        return same
    answer = company.ask(question)
    today = today_of(company)
    quarters, months = recent(today)
    values = {
        "p": page,
        "t": page.t,
        "metric": METRICS[metric],
        "answer": answer,
        "question": question,
        "controls": controls(page),
        "others": other_conditions(question),
        "quick": quick_periods(today),
        "quarters": quarters,
        "months": months,
        "command": command(question, company.timezone),
        "sql": answer.sql,
        **show(page, answer),
    }
    return render(request, f"{metric}.html", values, tag=tag)
