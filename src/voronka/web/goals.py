"""Setting goals on the page “Plan”: one by one, from a table, changing them and taking them back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka import clock
from voronka.errors import AbsentError, InputError, VoronkaError
from voronka.intake.uploads import Uploads
from voronka.language import say
from voronka.metrics.future.aims import aim_of
from voronka.metrics.future.values import value_text
from voronka.metrics.future.whose import name_of
from voronka.model.goal import Goal, PlanLine
from voronka.render import dates
from voronka.web.access.showing import show
from voronka.web.connect.upload import received
from voronka.web.forms import Form as Sent
from voronka.web.forms import field
from voronka.web.goal_form import FIELDS, PLAN, again, period_of, planning_of, whom_of
from voronka.web.reading import require, workspace_of, write_down

router = APIRouter()
Text = Annotated[str, Form()]
#: Goals of a table that its preview shows.
SHOWN = 200


@router.post(f"{PLAN}/set")
def set_(request: Request, form: Sent) -> Response:
    """Set a goal; what cannot be read is said beside its field."""
    planning = planning_of(request)
    typed = {name: field(form, name) for name in FIELDS}
    at = "whom"
    try:
        whom = whom_of(typed["whom"])
        at = "period"
        period = period_of(typed)
        at = "value"
        line = PlanLine(0, "", typed["aim"], period, typed["value"], typed["pipeline"])
        goal = planning.set(line, typed["why"], whom)
    except InputError as error:
        return again(request, typed, at, error)
    write_down(request, "goals_set", f"{goal.aim} {goal.period}")
    return RedirectResponse(PLAN, 303)


@router.post(f"{PLAN}/change")
def change(request: Request, form: Sent) -> Response:
    """Give a goal another value; not where somebody did so since the page was opened."""
    planning = planning_of(request)
    typed = {name: field(form, name) for name in ("number", "seen", "value", "why")}
    number, seen = _number(typed["number"]), _seen(typed["seen"])
    try:
        goal = planning.change(number, seen, typed["value"], typed["why"])
    except AbsentError:
        raise
    except InputError as error:
        return again(request, typed, "change", error)
    write_down(request, "goals_set", f"{goal.aim} {goal.period}")
    return RedirectResponse(PLAN, 303)


@router.post(f"{PLAN}/remove")
def remove(request: Request, number: Text = "", why: Text = "") -> Response:
    """Take a goal back."""
    goal = planning_of(request).remove(_number(number), why)
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
    planning = planning_of(request)
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
    planning = planning_of(request)
    uploads = _uploads(request)
    upload = uploads.find(key)
    planning.import_(planning.read(upload.path), upload.path.name, rest=bool(rest))
    write_down(request, "goals_set", upload.path.name)
    uploads.drop(upload)
    return RedirectResponse(PLAN, 303)


def _uploads(request: Request) -> Uploads:
    return Uploads(workspace_of(request).folder)


def _keep(request: Request, sent: UploadFile) -> str:
    """Keep the file where it is a table of plans at all."""
    upload = _uploads(request).take(sent.filename or "", sent.file, clock.now())
    try:
        planning_of(request).read(upload.path)
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


def _number(text: str) -> int:
    if not text.isdecimal():
        raise InputError(say("there is no goal number {number}", number=text))
    return int(text)


def _seen(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputError(say("the form did not come through"), do=say("fill it in once more")) from error
