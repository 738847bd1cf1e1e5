"""Links that work once: an invitation, and a new password."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.clock import now
from voronka.errors import InputError
from voronka.web.access import oidc
from voronka.web.access.door import Text
from voronka.web.access.entering import entered
from voronka.web.access.showing import access_of, show
from voronka.web.reading import address_of

router = APIRouter()


@router.get("/invitation/{token}")
def invitation(request: Request, token: str) -> Response:
    """Who is invited, and the form for a name and a password."""
    try:
        invited = access_of(request).invitations.find(token, now())
    except InputError as error:
        return show(request, "over.html", error=error, status=410)
    return show(
        request, "invitation.html", {"invited": invited, "name": invited.name, "oidc": oidc.button(request)}
    )


@router.post("/invitation/{token}")
def accept(request: Request, token: str, name: Text = "", password: Text = "") -> Response:
    """Become a reader, and come in."""
    access, at = access_of(request), now()
    try:
        invited = access.invitations.find(token, at)
    except InputError as error:
        return show(request, "over.html", error=error, status=410)
    try:
        reader = access.invitations.accept(token, name, password, at)
    except InputError as error:
        values = {"invited": invited, "name": name, "oidc": oidc.button(request)}
        return show(request, "invitation.html", values, error, status=400)
    access.audit.write("joined", at, reader.email, "", address_of(request))
    return entered(request, reader, "/")


@router.get("/reset/{token}")
def reset_page(request: Request, token: str) -> Response:
    """The form for a new password."""
    try:
        reader = access_of(request).resets.find(token, now())
    except InputError as error:
        return show(request, "over.html", error=error, status=410)
    return show(request, "reset.html", {"email": reader.email})


@router.post("/reset/{token}")
def reset(request: Request, token: str, password: Text = "") -> Response:
    """Set it, and come in."""
    access, at = access_of(request), now()
    try:
        owner = access.resets.find(token, at)
    except InputError as error:
        return show(request, "over.html", error=error, status=410)
    try:
        reader = access.resets.use(token, password, at)
    except InputError as error:
        return show(request, "reset.html", {"email": owner.email}, error, status=400)
    access.audit.write("password_changed", at, reader.email, "", address_of(request))
    return entered(request, reader, "/")
