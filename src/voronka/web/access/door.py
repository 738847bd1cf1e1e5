"""Signing in and out, and the first owner."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from voronka.clock import now
from voronka.errors import InputError, RightsError, VoronkaError
from voronka.language import say
from voronka.web.access import oidc
from voronka.web.access.entering import entered
from voronka.web.access.showing import access_of, back, entrance_of, local_path, show
from voronka.web.entrance import SESSION, session_cookie
from voronka.web.reading import address_of

router = APIRouter()
Text = Annotated[str, Form()]


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form; whoever is in already goes on."""
    if request.state.reader is not None or not request.state.is_closed:
        return back(local_path(next))
    return _form(request, next)


@router.post("/sign-in")
def sign_in(request: Request, email: Text = "", password: Text = "", next: Text = "/") -> Response:
    """Try an e-mail with a password. What was wrong is not told: nobody learns whose e-mail is known."""
    access, address, at = access_of(request), address_of(request), now()
    try:
        access.limits.try_(email, address, at)
        reader = access.readers.password_fits(email, password)
        if reader is None:
            raise InputError(
                say("e-mail or password is wrong"),
                do=say("check both; the owner can make you a link for a new password"),
            )
    except VoronkaError as error:
        if isinstance(error, InputError):
            # Tries that were not even made are not written down: the log does not grow by them.
            access.audit.write("sign_in_failed", at, email.strip().lower(), "", address)
        return _form(request, next, email, error)
    access.limits.succeeded(email, address, at)
    access.audit.write("sign_in", at, reader.email, "", address)
    return entered(request, reader, local_path(next))


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this session."""
    if request.state.reader is not None:
        access = access_of(request)
        access.sessions.end(request.cookies.get(SESSION, ""))
        access.audit.write("sign_out", now(), request.state.reader.email, "", address_of(request))
    response = back("/sign-in")
    response.headers.append("set-cookie", session_cookie(request, ""))
    return response


@router.get("/first")
def first_page(request: Request, code: str = "") -> Response:
    """The form that makes the owner; gone once there is one."""
    if entrance_of(request).has_readers():
        return back("/sign-in")
    return show(
        request, "first.html", {"code": code, "email": "", "name": "", "needs_code": _needs_code(request)}
    )


@router.post("/first")
def first(
    request: Request, email: Text = "", name: Text = "", password: Text = "", code: Text = ""
) -> Response:
    """Make the owner and sign them in."""
    access, address, at = access_of(request), address_of(request), now()
    try:
        _check_code(request, code)
        owner = access.readers.add_first(email, name, password, at)
    except VoronkaError as error:
        values = {"code": code, "email": email, "name": name, "needs_code": _needs_code(request)}
        return show(
            request, "first.html", values, error, status=403 if isinstance(error, RightsError) else 400
        )
    access.audit.write("owner_made", at, owner.email, "", address)
    return entered(request, owner, "/")


def _needs_code(request: Request) -> bool:
    return not entrance_of(request).is_from_here(request)


def _check_code(request: Request, code: str) -> None:
    """Only who sees this machine's terminal, or sits at it, becomes the owner."""
    if not _needs_code(request):
        return
    access_of(request).limits.try_("first", address_of(request), now())
    if not hmac.compare_digest(code.strip().encode(), entrance_of(request).code.encode()):
        raise RightsError(
            say("the code is not the one"),
            say("voronka serve printed it when it began"),
            say("open the address that voronka serve printed"),
        )


def _form(request: Request, target: str, email: str = "", error: VoronkaError | None = None) -> Response:
    status = 200 if error is None else 429 if isinstance(error, RightsError) else 401
    values = {"next": local_path(target), "email": email, "oidc": oidc.button(request, target)}
    return show(request, "sign_in.html", values, error, status)
