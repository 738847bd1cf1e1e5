"""Read-only links: one page, until a day, to be taken back."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.api.places import link_to
from voronka.clock import now
from voronka.errors import InputError, RightsError
from voronka.language import say
from voronka.render.words import Words
from voronka.team.shares import DAYS
from voronka.web.access.door import Text
from voronka.web.access.showing import access_of, back, entrance_of, local_path, show
from voronka.web.entrance import SHARED
from voronka.web.pages import PAGES
from voronka.web.reading import require, write_down
from voronka.web.whole import NUMBER, whole

router = APIRouter()
#: Pages of figures: these can be shared, and nothing else.
SHAREABLE = frozenset({*(f"/{name}" for name in PAGES), "/deals"})


@router.get("/share")
def share_page(request: Request, page: str = "/") -> Response:
    """The form, and the links one has made."""
    _check(request)
    return _form(request, _shareable(page))


@router.post("/share")
def share(request: Request, page: Text = "/", title: Text = "", days: Text = "7") -> Response:
    """Make a link; it is shown once."""
    _check(request)
    page = _shareable(page)
    if whole(days) not in DAYS:
        raise InputError(
            say("a link cannot be made for “{text}” days", text=days),
            do=say("choose one of those on the page"),
        )
    at = now()
    until = at + timedelta(days=int(days))
    title = " ".join(title.split())[:120] or _name(request, page)
    token = access_of(request).shares.make(request.state.reader.number, page, title, at, until)
    write_down(request, "shared", page)
    return _form(request, page, link_to(request, SHARED + token))


@router.post(f"/share/{NUMBER}/take-back")
def take_back(request: Request, number: int, page: Text = "/share") -> Response:
    """The link stops working; an owner may take back anybody's."""
    _check(request)
    own = None if request.state.reader.may("invite") else request.state.reader.number
    access_of(request).shares.take_back(number, own)
    write_down(request, "share_ended", str(number))
    return back(local_path(page))


def _check(request: Request) -> None:
    if not entrance_of(request).has_readers() or request.state.reader is None:
        raise RightsError(
            say("links are made by members of the team"),
            say("they show what their maker may see, and nobody is signed in"),
            say("make yourself the owner on the page of the team first"),
        )
    require(request, "share")


def _shareable(page: str) -> str:
    """The address of a page of figures; InputError for any other."""
    path = local_path(page)
    if path != page or urlsplit(path).path not in SHAREABLE:
        raise InputError(say("this page cannot be shared"), do=say("open a page with figures and share that"))
    return path


def _name(request: Request, page: str) -> str:
    """What the menu calls a page; "" for a list of deals."""
    name = urlsplit(page).path.strip("/")
    return Words(request.state.look.language)(f"nav.{name}") if name in PAGES else ""


def _form(request: Request, page: str, link: str = "") -> Response:
    own = access_of(request).shares.open(now(), request.state.reader.number)
    return show(request, "share.html", {"page": page, "days": DAYS, "link": link, "shares": own})
