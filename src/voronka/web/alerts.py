"""The page «Сигналы»: what rings now and what was put off, what rang before, and the form of who hears what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.clock import local_day
from voronka.delivery.bell import DAILY
from voronka.delivery.desk import Desk
from voronka.errors import InputError, VoronkaError
from voronka.intake.schedule import timezone_of
from voronka.language import say
from voronka.model.alert import RULES, Alert
from voronka.model.question import Question
from voronka.model.when import When
from voronka.render.alerts import Told, address_of, picture, scores, told
from voronka.render.charts import Chart
from voronka.render.words import Words
from voronka.team.schedules import Recipient
from voronka.web.access.showing import back, show
from voronka.web.doing import Offer, offer
from voronka.web.forms import Form, field
from voronka.web.forms import workspace_of as whole_of
from voronka.web.reading import may, reader_name, require, workspace_of, write_down
from voronka.web.schedules import SPARE, idle_of, recipients_of, ways_of
from voronka.web.whole import whole
from voronka.workspace.alerting import DAYS, Alerting, Standing
from voronka.workspace.lines import LEVELS, Drawn

router = APIRouter(prefix="/alerts")
PAGE = "/alerts"


class Tasks(NamedTuple):
    """What an alert offers to do: the finding whose deals get tasks, and the metric that finds them."""

    finding: str
    metric: str


#: Past alerts that are listed one by one.
LISTED = 20
#: What can be done about an alert in the CRM: the finding whose deals get tasks.
FINDINGS = {
    "stuck": Tasks("stuck", "stuck"),
    "stay": Tasks("stuck", "stuck"),
    "response": Tasks("unanswered", "response"),
}


@dataclass(frozen=True)
class Shown:
    """An alert as the page shows it."""

    one: Standing
    words: Told
    chart: Chart
    deals: str
    act: Offer | None


def alerting_of(request: Request) -> Alerting:
    """The alerts as whoever reads may see and handle them."""
    return Alerting(workspace_of(request), reader_name(request))


@router.get("")
def alerts(request: Request, saved: str = "") -> Response:
    """What rings, what was put off, what rang."""
    require(request, "see")
    return _page(request, saved=saved)


@router.post("/snooze")
def snooze(request: Request, form: Form) -> Response:
    """Put an alert off."""
    require(request, "write")
    alerting_of(request).snooze(field(form, "key"), whole(field(form, "days")) or 0)
    write_down(request, "alert_snoozed", f"{field(form, 'key')}: {field(form, 'days')}")
    return back(PAGE)


@router.post("/wake")
def wake(request: Request, form: Form) -> Response:
    """Let an alert ring again."""
    require(request, "write")
    alerting_of(request).wake(field(form, "key"))
    return back(PAGE)


@router.post("/vote")
def vote(request: Request, form: Form) -> Response:
    """Say whether an alert was useful."""
    require(request, "write")
    alerting_of(request).vote(field(form, "key"), field(form, "useful") == "yes")
    return back(PAGE)


@router.post("/settings")
def settings(request: Request, form: Form) -> Response:
    """Draw the lines, and choose who hears."""
    require(request, "settings")
    desk = Desk(whole_of(request), request.state.reader)
    words = Words(desk.workspace.settings["display.language"])
    try:
        lines = read_lines(form, alerting_of(request).lines())
        language = field(form, "language") or "ru"
        desk.tell(recipients_of(form, desk), field(form, "time") or "08:00", language, words("nav.alerts"))
        alerting_of(request).draw(lines)
    except VoronkaError as error:
        return _page(request, error)
    write_down(request, "alerts_set", "")
    return back(f"{PAGE}?saved=1#settings")


def read_lines(form: Form, known: Drawn) -> Drawn:
    """The lines as a form has them; InputError names what is no number."""
    drawn = known
    for rule in RULES:
        drawn = drawn.set(rule, field(form, f"rule.{rule}") or known.level(rule))
    stuck = field(form, "stuck")
    minor = 100 * _number(stuck, 0) if stuck else None
    return replace(drawn, most=_number(field(form, "most"), known.most), stuck_minor=minor)


def _number(text: str, usual: int) -> int:
    if not text:
        return usual
    found = whole("".join(text.split()))
    if found is None:
        raise InputError(say("“{text}” is no number", text=text), do=say("write a whole number"))
    return found


def _page(request: Request, error: VoronkaError | None = None, saved: str = "") -> Response:
    alerting, words = alerting_of(request), Words(request.state.look.language)
    desk = alerting.desk()
    values: dict[str, Any] = {
        "desk": desk,
        "standing": [_shown(request, one, words) for one in desk.standing],
        "aside": [_shown(request, one, words) for one in desk.aside],
        "past": [(one, told(one.told or one.alert, words)) for one in desk.past],
        "days": DAYS,
        "tried": _tried(request, alerting, words),
        "rules": RULES,
        "levels": LEVELS,
        "lines": alerting.lines(),
        "may_write": may(request, "write"),
        "saved": saved,
    }
    settled = _settings(request) if may(request, "settings") else {"may_set": False}
    return show(request, "alerts.html", values | settled, error, status=400 if error else 200)


def _tried(request: Request, alerting: Alerting, words: Words) -> dict[str, Any] | None:
    """How the rules would have done, as it was counted last."""
    past = alerting.past()
    if past is None:
        return None
    zone = timezone_of(whole_of(request))
    latest = [(one, told(one.alert, words)) for one in reversed(past.rung)]
    return {
        "scores": scores(past.rung),
        "weeks": past.weeks,
        "rung": len(past.rung),
        "latest": [(local_day(one.alert.at, zone), said, one.rightly) for one, said in latest][:LISTED],
    }


def _settings(request: Request) -> dict[str, Any]:
    """What the form of who hears what needs."""
    desk = Desk(whole_of(request), request.state.reader)
    schedule = desk.alerts()
    reader = request.state.reader
    me = Recipient("", reader.email if reader else "", reader=reader.number if reader else None)
    known = desk.workspace.access().readers.all() if reader is not None else ()
    heard = schedule.recipients if schedule is not None else (me,)
    at = (schedule.rule if schedule is not None else When.parse(DAILY)).cron.split()
    return {
        "may_set": True,
        "is_heard": schedule is not None,
        "rows": [*heard, *[Recipient("")] * SPARE],
        "ways": ways_of(request),
        "people": [one.reader for one in known],
        "time": f"{int(at[1]):02}:{int(at[0]):02}",
        "zone": timezone_of(desk.workspace),
        "language": schedule.language if schedule is not None else request.state.look.language,
        "channels_idle": idle_of(request),
        "send_desk": desk,
    }


def _shown(request: Request, one: Standing, words: Words) -> Shown:
    alert = one.alert
    finding = FINDINGS.get(alert.rule)
    act = offer(request, finding.finding, _question(finding, alert)) if finding is not None else None
    return Shown(one, told(alert, words), picture(alert, words), address_of(alert), act)


def _question(tasks: Tasks, alert: Alert) -> Question:
    """The deals that the tasks are for: those of the alert's pipeline."""
    return Question(tasks.metric, pipeline=dict(alert.deals or ()).get("pipeline"))
