"""One's own profile: name, password, and where one is signed in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.clock import now
from voronka.errors import InputError, RightsError, VoronkaError
from voronka.language import say
from voronka.model.reader import ROLES, Reader
from voronka.render.words import Words
from voronka.team.tokens import hash_of
from voronka.web.access.devices import device
from voronka.web.access.door import Text
from voronka.web.access.showing import access_of, back, members_of, show, whose
from voronka.web.entrance import SESSION
from voronka.web.reading import address_of, write_down

router = APIRouter()


@router.get("/profile")
def profile(request: Request) -> Response:
    """Who one is here."""
    return _page(request, _reader(request))


@router.post("/profile/name")
def rename(request: Request, name: Text = "") -> Response:
    """Another name."""
    access_of(request).readers.rename(_reader(request).number, name)
    return back("/profile")


@router.post("/profile/password")
def change_password(request: Request, current: Text = "", password: Text = "") -> Response:
    """A new password, for who knows the present one; other sessions end."""
    reader, access = _reader(request), access_of(request)
    try:
        access.limits.try_(reader.email, address_of(request), now())
        if access.readers.password_fits(reader.email, current) is None:
            raise InputError(
                say("the present password is another"), do=say("write the one you signed in with")
            )
        access.readers.set_password(reader.number, password, keep=_own_key(request))
    except VoronkaError as error:
        return _page(request, reader, error)
    access.limits.succeeded(reader.email, address_of(request), now())
    write_down(request, "password_changed")
    return back("/profile?done=password")


@router.post("/profile/sessions/end")
def end_session(request: Request, key: Text = "") -> Response:
    """Sign out somewhere else; without a key everywhere else."""
    reader, sessions = _reader(request), access_of(request).sessions
    if key:
        sessions.end_of(reader.number, key)
    else:
        sessions.end_all(reader.number, keep=_own_key(request))
    write_down(request, "sessions_ended")
    return back("/profile")


def _reader(request: Request) -> Reader:
    reader: Reader | None = request.state.reader
    if reader is None or request.state.share is not None:
        raise RightsError(say("nobody is signed in"), do=say("sign in first"))
    return reader


def _own_key(request: Request) -> str:
    return hash_of(request.cookies.get(SESSION, ""))


def _page(request: Request, reader: Reader, error: VoronkaError | None = None) -> Response:
    words, access = Words(request.state.look.language), access_of(request)
    known = next(one for one in access.readers.all() if one.reader.number == reader.number)
    values = {
        "sessions": [(one, device(one.device, words)) for one in access.sessions.of(reader.number, now())],
        "own_key": _own_key(request),
        "role": ROLES[reader.role],
        "whose": whose(reader.own, members_of(request), words),
        "is_local": known.is_local,
        "is_done": request.query_params.get("done") == "password",
    }
    return show(request, "profile.html", values, error, status=400 if error else 200)
