"""The page of reports by schedule: what goes out when and to whom, what became of it, and the form for another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka import clock
from voronka.delivery.channels import CHANNELS, Channel, Place
from voronka.delivery.desk import FORMATS, PERSONAL, Desk, Wish
from voronka.errors import VoronkaError
from voronka.intake.schedule import timezone_of
from voronka.language import Phrase
from voronka.model.when import WEEKDAYS, When
from voronka.render import when as said_when
from voronka.render.words import Words, begun
from voronka.reports.kinds import KINDS
from voronka.team.deliveries import Delivery
from voronka.team.schedules import Recipient, Schedule
from voronka.web.access.showing import back, show
from voronka.web.forms import Form, field, fields
from voronka.web.forms import workspace_of as whole_of
from voronka.web.fresh import short_moment
from voronka.web.reading import require, views_of, write_down
from voronka.web.whole import NUMBER, whole

router = APIRouter(prefix="/schedules")
PAGE = "/schedules"
#: Rows of recipients that a form offers beyond those that are filled in.
SPARE = 3
#: Names that the list shows of a schedule's recipients.
NAMES = 3


@dataclass(frozen=True)
class Shown:
    """A delivery in words."""

    one: Delivery
    report: str
    moment: str
    state: str
    kind: str
    why: list[str]
    note: str


def desk_of(request: Request) -> Desk:
    """The schedules as whoever reads may handle them; RightsError for those who have none."""
    require(request, "write")
    return Desk(whole_of(request), request.state.reader)


@router.get("")
def schedules(request: Request, sent: str = "") -> Response:
    """What goes out, and what went."""
    desk = desk_of(request)
    has_any = desk.workspace.has_team()
    listed = [_listed(request, desk, one) for one in desk.all()] if has_any else []
    history = [_shown(request, one) for one in desk.deliveries()] if has_any else []
    mine = {one["schedule"].number for one in listed if one["is_mine"]}
    values = {
        "schedules": listed,
        "dead": [one for one in history if one.one.state == "dead" and one.one.schedule in mine],
        "history": history,
        "mine": mine,
        "channels": CHANNELS,
        "sent": sent,
        "desk": desk,
        "begun": begun,
    }
    return show(request, "schedules.html", values)


@router.get("/new")
def new(request: Request) -> Response:
    """The form, filled in with what most begin with."""
    desk = desk_of(request)
    reader = request.state.reader
    me = Recipient("smtp", reader.email if reader else "", reader=reader.number if reader else None)
    kind = "weekly" if desk.may_send else PERSONAL
    wish = Wish(kind, "mon 09:00", (me,), ("html", "pdf"), language=request.state.look.language)
    return _form(request, desk, wish)


@router.post("/new")
def add(request: Request, form: Form) -> Response:
    """Set a schedule up; with a mistake the form comes back as it was filled in."""
    return _keep(request, form, None)


@router.get(f"/{NUMBER}")
def edit(request: Request, number: int) -> Response:
    """The form of a schedule."""
    desk = desk_of(request)
    one = desk.find(number)
    wish = Wish(one.kind, one.rule.to_text(), one.recipients, one.formats, one.title, one.view, one.language)
    return _form(request, desk, wish, number)


@router.post(f"/{NUMBER}")
def change(request: Request, number: int, form: Form) -> Response:
    """Set it up anew."""
    return _keep(request, form, number)


@router.post(f"/{NUMBER}/pause")
def pause(request: Request, number: int) -> Response:
    """Let it rest."""
    one = desk_of(request).pause(number)
    write_down(request, "schedule_paused", _about(one))
    return back(PAGE)


@router.post(f"/{NUMBER}/resume")
def resume(request: Request, number: int) -> Response:
    """Let it go on."""
    one = desk_of(request).resume(number)
    write_down(request, "schedule_resumed", _about(one))
    return back(PAGE)


@router.post(f"/{NUMBER}/remove")
def remove(request: Request, number: int) -> Response:
    """Take it out."""
    one = desk_of(request).remove(number)
    write_down(request, "schedule_removed", _about(one))
    return back(PAGE)


@router.post(f"/{NUMBER}/send")
def send(request: Request, number: int) -> Response:
    """Send it now."""
    one = desk_of(request).send(number)
    write_down(request, "report_sent", _about(one))
    request.app.state.clockwork.wake()
    return back(f"{PAGE}?sent={number}")


@router.post(f"/deliveries/{NUMBER}/retry")
def retry(request: Request, number: int) -> Response:
    """Try again what was given up or is in doubt."""
    one = desk_of(request).retry(number)
    write_down(request, "delivery_retried", f"{one.number}: {one.channel} {one.address}")
    request.app.state.clockwork.wake()
    return back(f"{PAGE}?sent={one.schedule}")


# -- the form


def _keep(request: Request, form: Form, number: int | None) -> Response:
    desk = desk_of(request)
    wish = _wish(form, desk)
    try:
        one = desk.add(wish) if number is None else desk.change(number, wish)
    except VoronkaError as error:
        return _form(request, desk, wish, number, error)
    write_down(request, "schedule_set", _about(one))
    return back(PAGE)


def _wish(form: Form, desk: Desk) -> Wish:
    when = field(form, "cron") or f"{field(form, 'rule')} {field(form, 'time')}"
    return Wish(
        field(form, "kind"),
        when,
        recipients_of(form, desk),
        ("html", *fields(form, "formats")),
        field(form, "title"),
        field(form, "view"),
        field(form, "language") or "ru",
    )


def recipients_of(form: Form, desk: Desk) -> tuple[Recipient, ...]:
    """The rows of recipients that a form holds; who may not send to others sends to themselves."""
    rows = zip(fields(form, "who"), fields(form, "channel"), fields(form, "address"), strict=False)
    found = tuple(Recipient(channel, address, reader=whole(who)) for who, channel, address in rows if channel)
    if desk.may_send or desk.reader is None:
        return found
    return tuple(Recipient(one.channel, one.address, reader=desk.reader.number) for one in found)


def _form(
    request: Request, desk: Desk, wish: Wish, number: int | None = None, error: VoronkaError | None = None
) -> Response:
    workspace = desk.workspace
    known = workspace.access().readers.all() if request.state.reader is not None else ()
    rows = [*wish.recipients, *[Recipient("")] * (SPARE if desk.may_send else int(not wish.recipients))]
    values = {
        "wish": wish,
        "number": number,
        "schedule": desk.find(number) if number is not None else None,
        "rule": _rule(wish.when),
        "kinds": [one for one in KINDS.values() if desk.may_send or one.name == PERSONAL],
        "saved": views_of(request),
        "formats": [one for one in FORMATS if one != "html"],
        "rows": rows,
        "ways": ways_of(request),
        "idle": idle_of(request),
        "people": [one.reader for one in known],
        "weekdays": WEEKDAYS,
        "zone": timezone_of(workspace),
        "desk": desk,
    }
    return show(request, "schedule.html", values, error, status=400 if error else 200)


def ways_of(request: Request) -> dict[str, type[Channel]]:
    """The channels that whoever reads may send by."""
    return {name: one for name, one in CHANNELS.items() if _may_use(request, name)}


def idle_of(request: Request) -> list[Phrase]:
    """Names of those of them that are not set up."""
    workspace = whole_of(request)
    place = Place(workspace.folder, workspace.settings)
    return [one.title for one in ways_of(request).values() if not one(place).is_set_up]


def _may_use(request: Request, channel: str) -> bool:
    reader = request.state.reader
    return channel not in ("webhook", "folder") or reader is None or reader.may("connect")


def _rule(text: str) -> dict[str, str]:
    """What the fields of the form hold for a rule, also for one that cannot be read."""
    try:
        when = When.parse(text)
    except VoronkaError:
        name, _, at = text.partition(" ")
        is_cron = len(text.split()) > 2
        return {
            "name": "mon" if is_cron else name,
            "time": "09:00" if is_cron else at,
            "cron": text if is_cron else "",
        }
    if when.rule == "cron":
        return {"name": "mon", "time": "09:00", "cron": when.cron}
    return {"name": when.to_text().split()[0], "time": f"{when.at:%H:%M}", "cron": ""}


# -- in words


def _listed(request: Request, desk: Desk, one: Schedule) -> dict[str, Any]:
    words = Words(request.state.look.language)
    coming = desk.next(one)
    zone = timezone_of(desk.workspace)
    return {
        "schedule": one,
        "title": _title(one, words.language),
        "rule": said_when.rule(one.rule, words),
        "next": said_when.coming(coming, clock.now(), zone, words) if coming else "",
        "whom": _names(one.recipients, words),
        "how": [
            way.title.in_(words.language)
            for name, way in CHANNELS.items()
            if any(each.channel == name for each in one.recipients)
        ],
        "is_mine": desk.is_mine(one),
        "preview": _preview(request, one),
    }


def _preview(request: Request, one: Schedule) -> str:
    """Where what goes out can be looked at; "" for a view that is saved no more."""
    if one.kind != "view":
        return f"/reports?kind={one.kind}"
    number = next((each.number for each in views_of(request) if each.page == one.view), None)
    return f"/reports?kind=view&view={number}" if number else ""


def _names(recipients: Sequence[Recipient], words: Words) -> str:
    names = [one.name or one.address or CHANNELS[one.channel].title.in_(words.language) for one in recipients]
    names = list(dict.fromkeys(names))
    more = [words("schedules.more", n=len(names) - NAMES)] if len(names) > NAMES else []
    return ", ".join([*names[:NAMES], *more])


def _shown(request: Request, one: Delivery) -> Shown:
    words = Words(request.state.look.language)
    zone, now = timezone_of(whole_of(request)), clock.now()
    state = "trying" if one.state == "waiting" and one.attempts else one.state
    notes = [words("schedules.skipped", n=one.skipped)] if one.skipped else []
    if state == "trying":
        notes.append(words("schedules.next_try", when=short_moment(one.next_at, now, zone, words.language)))
    return Shown(
        one,
        one.title or KINDS[one.kind].title.in_(words.language),
        short_moment(one.moment, now, zone, words.language),
        words(f"delivery.state.{state}"),
        state,
        [begun(part) for part in one.error.get(words.language, [])] if one.state != "delivered" else [],
        ". ".join(begun(note) for note in notes),
    )


def _title(one: Schedule, language: str) -> str:
    return one.title or KINDS[one.kind].title.in_(language)


def _about(one: Schedule) -> str:
    return f"{one.number}: {one.title or one.kind}, {one.rule.to_text()}, {len(one.recipients)}"
