"""Setting goals on the page “Plan”: one by one, from a table, changing them and taking them back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka import clock
from voronka.errors import InputError, VoronkaError
from voronka.intake.uploads import Uploads
from voronka.language import say
from voronka.metrics.future.aims import AIMS, aim_of
from voronka.metrics.future.chance import DRAWN
from voronka.metrics.future.reading import goal_of
from voronka.metrics.future.values import read_value, value_text, written
from voronka.metrics.future.whose import name_of
from voronka.model.goal import Goal, PlanLine, Whom
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render import dates
from voronka.render.cells import cell
from voronka.web.access.showing import show
from voronka.web.connect.upload import received
from voronka.web.forms import Form as Sent
from voronka.web.forms import field
from voronka.web.pages.plan import periods
from voronka.web.reading import reader_name, require, workspace_of, write_down
from voronka.workspace.planning import Planning

router = APIRouter()
PLAN = "/plan"
Text = Annotated[str, Form()]
#: Goals of a table that its preview shows.
SHOWN = 200


@router.post(f"{PLAN}/set")
def set_(
    request: Request,
    whom: Text = "",
    aim: Text = "",
    period: Text = "",
    value: Text = "",
    pipeline: Text = "",
    why: Text = "",
) -> Response:
    """Set a goal."""
    planning = _planning(request)
    goal = planning.set(PlanLine(0, "", aim, period.strip(), value, pipeline), why, _whom(whom))
    write_down(request, "goals_set", f"{goal.aim} {goal.period}")
    return RedirectResponse(PLAN, 303)


@router.post(f"{PLAN}/change")
def change(
    request: Request, number: Text = "", seen: Text = "", value: Text = "", why: Text = ""
) -> Response:
    """Give a goal another value; not where somebody did so since the page was opened."""
    goal = _planning(request).change(_number(number), _seen(seen), value, why)
    write_down(request, "goals_set", f"{goal.aim} {goal.period}")
    return RedirectResponse(PLAN, 303)


@router.post(f"{PLAN}/remove")
def remove(request: Request, number: Text = "", why: Text = "") -> Response:
    """Take a goal back."""
    goal = _planning(request).remove(_number(number), why)
    write_down(request, "goal_removed", f"{goal.aim} {goal.period}")
    return RedirectResponse(PLAN, 303)


@router.post(f"{PLAN}/file")
async def send(request: Request) -> Response:
    """Take a table of plans, and show what was understood."""
    require(request, "plan")
    form = await received(request)
    sent = form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise InputError(say("no file was chosen"), do=say("choose a file and press the button again"))
    key = await run_in_threadpool(_keep, request, sent)
    return RedirectResponse(f"{PLAN}/file/{key}", 303)


@router.get(f"{PLAN}/file/{{key}}")
def preview(request: Request, key: str) -> Response:
    """What a table would set, and which of its lines are wrong; nothing is set yet."""
    planning = _planning(request)
    upload = _uploads(request).find(key)
    found = planning.read(upload.path)
    values = {
        "upload": upload,
        "goals": [(line, *_words(request, goal)) for line, goal in found.goals[:SHOWN]],
        "count": len(found.goals),
        "wrong": found.wrong,
    }
    return show(request, "plan_file.html", values)


@router.post(f"{PLAN}/file/{{key}}")
def take(request: Request, key: str, rest: Text = "") -> Response:
    """Set the goals of a table; of one with wrong lines only where the others are wanted all the same."""
    planning = _planning(request)
    uploads = _uploads(request)
    upload = uploads.find(key)
    planning.import_(planning.read(upload.path), upload.path.name, rest=bool(rest))
    write_down(request, "goals_set", upload.path.name)
    uploads.drop(upload)
    return RedirectResponse(PLAN, 303)


@router.get(f"{PLAN}/proposal")
def proposal(request: Request, period: str = "", aim: str = "revenue", target: str = "") -> Response:
    """What a realistic plan would be, and everybody's part of it, to be edited and taken as a whole."""
    require(request, "plan")
    company, language = workspace_of(request), request.state.look.language
    today = dates.today(company.dictionary().known_until, company.timezone)
    chosen = aim_of(aim)
    currency = company.dictionary().accounts[0].currency
    options = [("of", chosen.name)]
    if target.strip():
        number = written(chosen, read_value(chosen, target, currency), currency)
        options.append(("target", number))
    asked = Question(
        "plan_proposal", period=Period.parse(period or periods(today)[1]), options=tuple(options)
    )
    answer = company.ask(asked)
    columns = {column.name: column for column in answer.columns}
    whole = next((row for row in answer.rows if row["kind"] == "company"), None)
    lead = {"period": dates.period(asked.period, language)} if whole else None
    if whole and lead:
        lead |= {name: cell(whole, columns[name], language, currency) for name in ("half", "safe")}
    values = {
        "rows": [
            (
                {name: cell(row, columns[name], language, currency) for name in columns},
                row,
                written(chosen, row["part"], currency),
            )
            for row in answer.rows
        ],
        "lead": lead,
        "told": [one.in_(language) for one in answer.findings[1 if lead else 0 :]],
        "aims": [AIMS[name] for name in DRAWN],
        "aim": chosen,
        "period": str(asked.period),
        "periods": [(one, dates.period(Period.parse(one), language)) for one in periods(today)],
        "target": target,
    }
    return show(request, "plan_proposal.html", values)


@router.post(f"{PLAN}/proposal")
def accept(request: Request, form: Sent) -> Response:
    """Set the goals of a proposal as they were edited, all or none; an empty field sets none."""
    planning = _planning(request)
    names, staff = workspace_of(request).dictionary(), workspace_of(request).members()
    line = PlanLine(0, "", field(form, "aim"), field(form, "period"), "")
    goals = [
        goal_of(replace(line, value=text), names, staff, _whom(name.removeprefix("part.")))
        for name in form
        if name.startswith("part.") and (text := field(form, name))
    ]
    planning.take(goals, field(form, "why"))
    write_down(request, "goals_set", f"{line.what} {line.period}")
    return RedirectResponse(PLAN, 303)


def _planning(request: Request) -> Planning:
    require(request, "plan")
    return workspace_of(request).planning(reader_name(request))


def _uploads(request: Request) -> Uploads:
    return Uploads(workspace_of(request).folder)


def _keep(request: Request, sent: UploadFile) -> str:
    """Keep the file where it is a table of plans at all."""
    upload = _uploads(request).take(sent.filename or "", sent.file, clock.now())
    try:
        _planning(request).read(upload.path)
    except VoronkaError:
        _uploads(request).drop(upload)
        raise
    return upload.key


def _words(request: Request, goal: Goal) -> tuple[object, ...]:
    """Whose, what, when and how much, in words."""
    names, language = workspace_of(request).dictionary(), request.state.look.language
    aim = aim_of(goal.aim)
    value = value_text(aim, goal.value, names.accounts[0].currency)
    return name_of(names, goal.whom), aim.title, dates.period(goal.period, language), value


def _whom(text: str) -> Whom:
    """Who was picked in the form."""
    try:
        return Whom.read(text)
    except ValueError as error:
        raise InputError(say("nobody was chosen"), do=say("choose whose goal it is")) from error


def _number(text: str) -> int:
    if not text.isdecimal():
        raise InputError(say("there is no goal number {number}", number=text))
    return int(text)


def _seen(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputError(say("the form did not come through"), do=say("fill it in once more")) from error
