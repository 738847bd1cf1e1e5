"""Saving a page with its question under a name, and changing or taking back what was saved."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.clock import now
from voronka.errors import InputError
from voronka.language import say
from voronka.model.reader import Reader
from voronka.team.views import View, Views
from voronka.web.pages import PAGES
from voronka.web.reading import may, require, workspace_of
from voronka.web.whole import NUMBER

router = APIRouter()
#: An address within the site: nothing that a browser would take for another one.
_WITHIN = re.compile(r"/[a-z-]+(\?[^\\\s]*)?")


def is_own(request: Request, view: View) -> bool:
    """Whether the reader saved it, and so may change it."""
    return view.reader == _number(request)


@router.post("/views/add")
def add(
    request: Request,
    page: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    shared: Annotated[str, Form()] = "",
    first: Annotated[str, Form()] = "",
) -> Response:
    """Save a page."""
    target = checked(page)
    _views(request).add(name, target, now(), _is_shared(request, shared), bool(first))
    return RedirectResponse(target, 303)


@router.post(f"/views/{NUMBER}/change")
def change(
    request: Request,
    number: int,
    page: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    shared: Annotated[str, Form()] = "",
    first: Annotated[str, Form()] = "",
) -> Response:
    """Rename a view, show it to everybody, open it first."""
    _views(request).change(number, name, _is_shared(request, shared), bool(first))
    return RedirectResponse(checked(page), 303)


@router.post(f"/views/{NUMBER}/remove")
def remove(request: Request, number: int, page: Annotated[str, Form()] = "") -> Response:
    """Take a view back."""
    _views(request).remove(number)
    return RedirectResponse(checked(page), 303)


def checked(page: str) -> str:
    """The address, if it is one of a page of the menu; InputError otherwise."""
    if not _WITHIN.fullmatch(page) or urlsplit(page).path.strip("/") not in PAGES:
        raise InputError(
            say("this page cannot be saved as a view"), say("a view is a page of the menu with its question")
        )
    return page


def _views(request: Request) -> Views:
    require(request, "write")
    return workspace_of(request).views(_number(request))


def _is_shared(request: Request, shared: str) -> bool:
    """Showing a view to everybody needs the right to share; where access is not set up there is nobody else."""
    return bool(shared) and may(request, "share")


def _number(request: Request) -> int | None:
    reader: Reader | None = request.state.reader
    return reader.number if reader is not None else None
