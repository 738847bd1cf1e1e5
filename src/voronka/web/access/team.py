"""The team: who may enter, with which role, whose deals they see; invitations, shared pages, and the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from voronka.api.places import link_to
from voronka.clock import now
from voronka.errors import InputError, RightsError
from voronka.language import say
from voronka.metrics.lookup import Member
from voronka.model.reader import ROLES, Own, Reader
from voronka.render.words import Words
from voronka.team.audit import ACTIONS
from voronka.web.access.door import Text
from voronka.web.access.showing import (
    access_of,
    back,
    entrance_of,
    members_of,
    own_from,
    show,
    whose,
)
from voronka.web.reading import require, write_down
from voronka.web.whole import NUMBER, whole

router = APIRouter(prefix="/team")
Texts = Annotated[list[str], Form()]
#: Entries of the log on a page, and on the page of the team.
ON_A_PAGE, LATEST = 100, 8


@router.get("")
def team(request: Request) -> Response:
    """Everybody, and what is open."""
    require(request, "invite")
    if not entrance_of(request).has_readers():
        return show(request, "team_none.html")
    access, at, members = access_of(request), now(), members_of(request)
    words = Words(request.state.look.language)
    values = {
        "people": [(one, ROLES[one.reader.role], whose(one.reader.own, members, words)) for one in access.readers.all()],
        "invitations": [(one, ROLES[one.role], whose(one.own, members, words)) for one in access.invitations.open(at)],
        "shares": access.shares.open(at),
        "entries": access.audit.read(LATEST),
        "actions": ACTIONS,
    }  # fmt: skip
    return show(request, "team.html", values)


def _check(request: Request) -> None:
    """Only an owner; and there is one."""
    require(request, "invite")
    if not entrance_of(request).has_readers():
        raise RightsError(
            say("there is no owner yet"), do=say("make yourself the owner on the page of the team first")
        )


@router.get("/invite")
def invite_page(request: Request) -> Response:
    """The form for an invitation."""
    _check(request)
    return _invite_form(request, {"email": "", "name": "", "role": "manager", "own": Own()})


@router.post("/invite")
def invite(
    request: Request,
    email: Text = "",
    name: Text = "",
    role: Text = "",
    rows: Text = "",
    chosen: Texts = [],  # noqa: B006
) -> Response:
    """Make a link for somebody; it is shown once."""
    _check(request)
    own = own_from(chosen, rows == "all")
    access, at = access_of(request), now()
    by = request.state.reader.email if request.state.reader else ""
    try:
        token = access.invitations.invite(email, name, role, own, at, by)
    except InputError as error:
        return _invite_form(request, {"email": email, "name": name, "role": role, "own": own}, error)
    write_down(request, "invited", f"{email.strip().lower()}, {role}")
    link = link_to(request, f"/invitation/{token}")
    return show(request, "team_link.html", {"link": link, "whom": email.strip(), "kind_of": "invitation"})


@router.post(f"/invitations/{NUMBER}/take-back")
def take_back(request: Request, number: int) -> Response:
    """An invitation stops working."""
    _check(request)
    access_of(request).invitations.take_back(number)
    write_down(request, "invitation_taken_back", str(number))
    return back("/team")


@router.get("/log")
def log(request: Request, page: str = "1") -> Response:
    """What was done, the newest first."""
    _check(request)
    number = whole(page) or 1
    entries = access_of(request).audit.read(ON_A_PAGE + 1, (number - 1) * ON_A_PAGE)
    values = {"entries": entries[:ON_A_PAGE], "actions": ACTIONS, "number": number}
    return show(request, "team_log.html", values | {"has_more": len(entries) > ON_A_PAGE})


@router.get(f"/{NUMBER}")
def person(request: Request, number: int) -> Response:
    """One member: role, deals, password, and the way out."""
    _check(request)
    return _person(request, access_of(request).readers.find(str(number)))


@router.post(f"/{NUMBER}/role")
def change(
    request: Request,
    number: int,
    role: Text = "",
    rows: Text = "",
    chosen: Texts = [],  # noqa: B006
) -> Response:
    """Another role, or other deals to see; it counts at once."""
    _check(request)
    readers = access_of(request).readers
    try:
        reader = readers.change(number, role, own_from(chosen, rows == "all"))
    except InputError as error:
        return _person(request, readers.find(str(number)), error)
    write_down(request, "role_changed", f"{reader.email}, {role}")
    return back("/team")


@router.post(f"/{NUMBER}/reset")
def reset(request: Request, number: int) -> Response:
    """A link for a new password; it is shown once."""
    _check(request)
    access = access_of(request)
    reader = access.readers.find(str(number))
    token = access.resets.make(number, now())
    write_down(request, "reset_made", reader.email)
    values = {"link": link_to(request, f"/reset/{token}"), "whom": reader.email, "kind_of": "reset"}
    return show(request, "team_link.html", values)


@router.post(f"/{NUMBER}/remove")
def remove(request: Request, number: int) -> Response:
    """Out of the team, signed out everywhere, with all shared pages."""
    _check(request)
    readers = access_of(request).readers
    if request.state.reader is not None and request.state.reader.number == number:
        error = InputError(say("nobody takes themselves out"), do=say("ask another owner"))
        return _person(request, request.state.reader, error)
    try:
        gone = readers.remove(number)
    except InputError as error:
        return _person(request, readers.find(str(number)), error)
    write_down(request, "removed", gone.email)
    return back("/team")


def _invite_form(request: Request, values: dict[str, Any], error: InputError | None = None) -> Response:
    given = values | {"groups": _groups(members_of(request))}
    return show(request, "team_invite.html", given, error, status=400 if error else 200)


def _person(request: Request, reader: Reader, error: InputError | None = None) -> Response:
    values = {
        "person": reader,
        "role": reader.role,
        "own": reader.own,
        "groups": _groups(members_of(request)),
        "is_self": request.state.reader is not None and request.state.reader.number == reader.number,
    }
    return show(request, "team_person.html", values, error, status=400 if error else 200)


def _groups(members: Sequence[Member]) -> list[tuple[str, str, list[Member]]]:
    """(key of the team or "", its name, its people), for the boxes; whoever left stands last."""
    found: dict[tuple[str, str], list[Member]] = {}
    for one in sorted(members, key=lambda one: (not one.team, one.team)):
        key = f"{one.account_id}/{one.team_id}" if one.team_id is not None else ""
        found.setdefault((key, one.team), []).append(one)
    return [(key, name, people) for (key, name), people in found.items()]
