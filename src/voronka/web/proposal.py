"""The proposal of a plan: what is realistic and everybody's part of it, to be edited and taken as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.errors import InputError
from voronka.metrics.future.aims import AIMS, Aim, aim_of
from voronka.metrics.future.chance import DRAWN
from voronka.metrics.future.reading import currency_of, goal_of
from voronka.metrics.future.values import read_value, written
from voronka.model.answer import Answer
from voronka.model.goal import Goal, PlanLine
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render import dates, numbers
from voronka.render.cells import cell
from voronka.web.access.showing import sentences, show
from voronka.web.forms import Form as Sent
from voronka.web.forms import field
from voronka.web.goal_form import PLAN, planning_of, whom_of
from voronka.web.pages.plan import periods
from voronka.web.reading import require, today_of, workspace_of, write_down

router = APIRouter()
#: A field's name is this and whose part it is.
PART = "part."


@router.get(f"{PLAN}/proposal")
def proposal(request: Request, period: str = "", aim: str = "revenue", target: str = "") -> Response:
    """What a realistic plan would be, and everybody's part of it."""
    require(request, "plan")
    chosen, company = aim_of(aim), workspace_of(request)
    wrong: list[str] = []
    options = [("of", chosen.name)]
    if target.strip():
        try:
            currency = currency_of(company.dictionary())
            options.append(("target", written(chosen, read_value(chosen, target, currency), currency)))
        except InputError as error:
            wrong = sentences(error, request.state.look.language)
    asked = Period.parse(period or periods(today_of(company))[1])
    answer = company.ask(Question("plan_proposal", period=asked, options=tuple(options)))
    values = _values(request, chosen, answer) | {"target": target, "wrong_target": wrong}
    return show(request, "plan_proposal.html", values, status=422 if wrong else 200)


@router.post(f"{PLAN}/proposal")
def accept(request: Request, form: Sent) -> Response:
    """Set the goals of a proposal as they were edited, all or none; an empty field sets none."""
    planning = planning_of(request)
    typed = {name: field(form, name) for name in form if name.startswith(PART)}
    line = PlanLine(0, "", field(form, "aim"), field(form, "period"), "")
    goals, wrong = _read(request, line, typed)
    if wrong:
        question = Question(
            "plan_proposal", period=Period.parse(line.period), options=(("of", aim_of(line.what).name),)
        )
        values = _values(request, aim_of(line.what), workspace_of(request).ask(question))
        return show(
            request, "plan_proposal.html", values | {"typed": typed, "wrong_parts": wrong}, status=422
        )
    planning.take(goals, field(form, "why"))
    write_down(request, "goals_set", f"{line.what} {line.period}")
    return RedirectResponse(PLAN, 303)


def _read(
    request: Request, line: PlanLine, typed: Mapping[str, str]
) -> tuple[list[Goal], dict[str, list[str]]]:
    """The goals of the fields that are filled in, and what is wrong with those that cannot be read."""
    names, staff = workspace_of(request).dictionary(), workspace_of(request).members()
    goals: list[Goal] = []
    wrong: dict[str, list[str]] = {}
    Period.parse(line.period)
    for name, text in typed.items():
        if not text:
            continue
        whom = whom_of(name.removeprefix(PART))
        try:
            goals.append(goal_of(replace(line, value=text), names, staff, whom))
        except InputError as error:
            wrong[name] = sentences(error, request.state.look.language)
    return goals, wrong


def _values(request: Request, aim: Aim, answer: Answer) -> dict[str, Any]:
    company, language = workspace_of(request), request.state.look.language
    currency, period = currency_of(company.dictionary()), answer.question.period
    assert period is not None
    columns = {column.name: column for column in answer.columns}
    rows = [
        ({name: cell(row, columns[name], language, currency) for name in columns}, row) for row in answer.rows
    ]
    lead = next((shown for shown, row in rows if row["kind"] == "company"), None)
    return {
        "rows": rows,
        "typed": {
            PART + row["key"]: numbers.entered(written(aim, row["part"], currency), language)
            for _, row in rows
            if row["part"]
        },
        "lead": lead,
        "told": [one.in_(language) for one in answer.findings[1 if lead else 0 :]],
        "aims": [AIMS[name] for name in DRAWN],
        "aim": aim,
        "period": str(period),
        "shown_period": dates.period(period, language),
        "periods": [(one, dates.period(Period.parse(one), language)) for one in periods(today_of(company))],
        "target": "",
        "wrong_target": [],
        "wrong_parts": {},
    }
