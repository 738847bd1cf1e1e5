"""The page «Actions»: what was written into the CRM, what is prepared, and what the owner allows; and the forms that prepare, confirm and undo."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from voronka.actions import FINDINGS, KINDS, Wish
from voronka.actions.acting import ROW_STATES, STATES
from voronka.actions.gate import allowed_kinds, why_not
from voronka.actions.wish import WORDS
from voronka.errors import InputError, RightsError, VoronkaError
from voronka.language import say, translated
from voronka.model.action import Action, ActionRow
from voronka.model.question import Question
from voronka.render import dates
from voronka.render.tables import csv_text
from voronka.render.words import begun
from voronka.web.access.showing import back, show, zone_of
from voronka.web.doing import acting_of, acts
from voronka.web.reading import may, require, workspace_of, write_down
from voronka.web.whole import NUMBER, whole

router = APIRouter()
LOG = "/actions"
Text = Annotated[str, Form()]
#: Actions that the log lists.
LISTED = 100
#: Seconds after which whoever confirmed is shown how far it is, instead of waiting for the end.
PATIENCE = 6.0
#: What a form offers before anything is typed.
TAG = {"ru": "Воронка: взять в работу", "en": "Voronka: to work on"}
FIELD = {"ru": "Оценка Воронки, %", "en": "Voronka score, %"}


@router.get(LOG)
def log(request: Request, saved: str = "") -> Response:
    """What was done, and what is allowed."""
    _require(request)
    company = workspace_of(request)
    values = {
        "actions": acting_of(request).listed(LISTED),
        "kinds": KINDS,
        "allowed": allowed_kinds(company.settings),
        "managers": company.settings["actions.managers"],
        "may_allow": may(request, "settings"),
        "why_not": why_not(company),
        "saved": saved,
        **_words(request),
    }
    return show(request, "actions.html", values)


@router.post(f"{LOG}/allow")
def allow(
    request: Request,
    kinds: Annotated[list[str], Form()] = [],  # noqa: B006
    managers: Text = "",
) -> Response:
    """Say what may be written, and whether by managers too."""
    require(request, "settings")
    chosen = [name for name in KINDS if name in kinds]
    company = request.app.state.company
    company.change_settings(
        {"actions.allowed": ", ".join(chosen) or None, "actions.managers": bool(managers) or None}
    )
    write_down(request, "actions_allowed", ", ".join([*chosen, *(["managers"] if managers else [])]) or "—")
    return back(f"{LOG}?saved=1")


@router.get(f"{LOG}/new")
def new(
    request: Request,
    finding: str = "stuck",
    kind: str = "task",
    question: str = "",
    deals: str = "",
    top: str = "20",
) -> Response:
    """A form: what is to be written, about which deals."""
    _require(request)
    return _form(
        request, {"finding": finding, "kind": kind, "question": question, "deals": deals, "top": top}
    )


@router.post(f"{LOG}/plan")
def plan(
    request: Request,
    finding: Text = "",
    kind: Text = "task",
    question: Text = "",
    deals: Text = "",
    text: Text = "",
    days: Text = "1",
    top: Text = "20",
    tag: Text = "",
    field_name: Text = "",
    busy: Text = "",
) -> Response:
    """Prepare the list; nothing is written yet."""
    _require(request)
    typed = {"finding": finding, "kind": kind, "question": question, "deals": deals, "text": text, "days": days, "top": top, "tag": tag, "field_name": field_name, "busy": busy}  # fmt: skip
    try:
        made = acting_of(request).plan(_wish(request, typed))
    except InputError as error:
        return _form(request, typed, error)
    write_down(request, "action_planned", f"{made.number}: {made.kind}, {made.finding}, {made.to_write}")
    return back(f"{LOG}/{made.number}")


@router.get(f"{LOG}/{NUMBER}")
def action(request: Request, number: int) -> Response:
    """One action: its list, what became of it, and what can be done with it."""
    _require(request)
    return _page(request, number)


@router.get(f"{LOG}/{NUMBER}/rows.csv")
def rows(request: Request, number: int) -> Response:
    """The list as a table."""
    _require(request)
    require(request, "export")
    language, listed = request.state.look.language, acting_of(request).rows(number)
    text = "\ufeff" + csv_text([_flat(request, row, language) for row in listed])
    headers = {"content-disposition": f'attachment; filename="action-{number}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(f"{LOG}/{NUMBER}/run")
def run(request: Request, number: int, make_field: Text = "") -> Response:
    """Write what was confirmed, or go on with it."""
    _require(request)
    acting = acting_of(request)
    write_down(request, "action_run", str(number))
    return _done(request, number, lambda: acting.run(number, bool(make_field)))


@router.post(f"{LOG}/{NUMBER}/undo")
def undo(request: Request, number: int) -> Response:
    """Take it back, as far as that can be."""
    _require(request)
    acting = acting_of(request)
    write_down(request, "action_undone", str(number))
    return _done(request, number, lambda: acting.undo(number))


@router.post(f"{LOG}/{NUMBER}/cancel")
def cancel(request: Request, number: int) -> Response:
    """Give a prepared list up."""
    _require(request)
    acting_of(request).cancel(number)
    write_down(request, "action_cancelled", str(number))
    return back(LOG)


def _require(request: Request) -> None:
    """RightsError where whoever reads may not act, in words."""
    if not acts(request):
        acting_of(request).listed(0)


def _done(request: Request, number: int, work: Callable[[], Action]) -> Response:
    """Do it beside the request; who waits too long is shown how far it is. An error before anything began stands above the page."""
    errors: list[VoronkaError] = []

    def attempt() -> None:
        try:
            work()
        except VoronkaError as error:
            errors.append(error)

    thread = threading.Thread(target=attempt, name=f"action-{number}", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if errors and isinstance(errors[0], RightsError):
        raise errors[0]
    if errors and not acting_of(request).find(number).error:
        return _page(request, number, errors[0])
    return back(f"{LOG}/{number}")


def _page(request: Request, number: int, error: VoronkaError | None = None) -> Response:
    acting, language = acting_of(request), request.state.look.language
    found = acting.find(number)
    listed = acting.rows(number)
    kind = KINDS[found.kind]
    is_busy = found.state in ("running", "undoing") and acting.is_busy()
    values = {
        "action": found,
        "what": kind,
        "rows": sorted(listed, key=lambda row: row.state == "left_out"),
        "is_busy": is_busy,
        "people": _by_person(listed),
        "told": [begun(part) for part in found.error.get(language, []) if part],
        "warning": found.parameters.get("warning", {}).get(language, ""),
        "is_allowed": found.kind in acting.allowed(),
        "needs_field": found.kind == "score" and not found.parameters.get("field_id"),
        "deal_address": workspace_of(request).deal_address(),
        **_words(request),
    }
    return show(request, "action.html", values, error=error, status=400 if error else 200)


def _by_person(rows: tuple[ActionRow, ...]) -> list[tuple[str, int]]:
    """Who would get how many, the most first."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.state not in ("left_out", "changed"):
            counts[row.person_name] = counts.get(row.person_name, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _form(request: Request, typed: dict[str, str], error: InputError | None = None) -> Response:
    language = request.state.look.language
    finding = FINDINGS.get(typed["finding"], FINDINGS["stuck"])
    defaults = {
        "text": finding.text[language],
        "days": "1",
        "tag": TAG[language],
        "field_name": FIELD[language],
        "busy": "1",
    }
    allowed = allowed_kinds(workspace_of(request).settings)
    kind = typed["kind"] if typed["kind"] in KINDS else "task"
    values = {
        "finding": finding,
        "typed": defaults | typed | {"kind": kind},
        "kinds": [KINDS[name] for name in allowed],
        "words": tuple(WORDS) if language == "ru" else tuple(WORDS.values()),
        "may_allow": may(request, "settings"),
        **_words(request),
    }
    return show(request, "action_new.html", values, error=error, status=400 if error else 200)


def _wish(request: Request, typed: dict[str, str]) -> Wish:
    company = workspace_of(request)
    question = typed["question"]
    language = company.settings["display.language"]
    finding = FINDINGS.get(typed["finding"])
    text = typed["text"] or (finding.text[language] if finding else "")
    return Wish(
        typed["kind"],
        typed["finding"],
        Question.from_text(question, company.timezone) if question else None,
        tuple(one.strip() for one in typed["deals"].split(",") if one.strip()),
        text,
        _number(typed["days"]),
        _number(typed["top"]),
        typed["tag"],
        typed["field_name"],
        bool(typed["busy"]),
    )


def _number(text: str) -> int:
    found = whole(text.strip())
    if found is None:
        raise InputError(say("“{text}” is no number", text=text), do=say("write a whole number"))
    return found


def _words(request: Request) -> dict[str, Any]:
    language, zone = request.state.look.language, zone_of(request)
    return {
        "findings": FINDINGS,
        "states": STATES,
        "row_states": ROW_STATES,
        "seconds": lambda number: dates.moment(_moment(number), zone, language),
        "begun": begun,
        "in_words": lambda row: row.why.get(language, ""),
    }


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def _flat(request: Request, row: ActionRow, language: str) -> dict[str, Any]:
    """A row as a line of the table, in the reader's language."""
    zone = zone_of(request)
    told = {
        say("deal"): row.deal_id,
        say("name"): row.deal_name,
        say("stage"): row.before.get("stage", ""),
        say("responsible"): row.person_name,
        say("what"): row.content.get("text") or row.content.get("tag") or row.content.get("value", ""),
        say("deadline"): dates.moment(_moment(row.content["till"]), zone, language)
        if "till" in row.content
        else "",
        say("state"): translated(ROW_STATES[row.state], language),
        say("reason"): row.why.get(language, ""),
        say("number in amoCRM"): row.crm_id or "",
        say("written at"): dates.moment(row.written_at, zone, language) if row.written_at else "",
    }
    return {str(translated(name, language)): value for name, value in told.items()}
