"""The page of channels: their settings and secrets, and a test message that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.delivery.channels import CHANNELS, Place
from voronka.delivery.running import try_channel
from voronka.delivery.secrets import VARIABLES, keep_secret
from voronka.errors import AbsentError, VoronkaError
from voronka.intake.changes import change, on_page
from voronka.language import say
from voronka.model.letter import Letter
from voronka.render.words import Words, begun
from voronka.web.access.showing import back, show
from voronka.web.forms import Form, field, workspace_of
from voronka.web.reading import require, write_down

router = APIRouter(prefix="/schedules/channels")
PAGE = "/schedules/channels"


@router.get("")
def channels(request: Request, saved: str = "", tested: str = "", address: str = "") -> Response:
    """All channels; `saved` was just written, `tested` just sent to `address`."""
    require(request, "connect")
    return _page(request, saved=saved, tested=tested, where=address)


@router.post("/{name}")
def keep(request: Request, name: str, form: Form) -> Response:
    """Write settings and, where one was typed, the secret."""
    require(request, "connect")
    _check(name)
    workspace = workspace_of(request)
    typed = {setting.name: field(form, setting.name) for setting in on_page().get(name, [])}
    try:
        if wrong := change(workspace, name, typed):
            raise next(iter(wrong.values()))
        if secret := field(form, "secret"):
            keep_secret(workspace.folder, name, secret)
    except VoronkaError as error:
        return _page(request, error=error, about=name, typed=typed)
    write_down(request, "channel_set", name)
    return back(f"{PAGE}?saved={name}#{name}")


@router.post("/{name}/test")
def test(request: Request, name: str, form: Form) -> Response:
    """Send a test message."""
    require(request, "connect")
    _check(name)
    words, address = Words(request.state.look.language), field(form, "address")
    letter = Letter(words("channels.test.subject"), words("channels.test.text"))
    try:
        try_channel(workspace_of(request), name, address, letter)
    except VoronkaError as error:
        return _page(request, error=error, about=name, where=address)
    request.app.state.clockwork.wake()
    return _page(request, tested=name, where=address)


def _page(
    request: Request,
    saved: str = "",
    tested: str = "",
    where: str = "",
    error: VoronkaError | None = None,
    about: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    workspace = workspace_of(request)
    place = Place(workspace.folder, workspace.settings)
    reader = request.state.reader
    listed: list[dict[str, Any]] = [
        {
            "name": name,
            "title": one.title,
            "is_set_up": one(place).is_set_up,
            "settings": [
                (each, _text(each.name, workspace, typed or {})) for each in on_page().get(name, [])
            ],
            "has_secret": name in VARIABLES,
            "is_secret_kept": bool(place.secret(name)),
            "where": where if name in (tested, about) else reader.email if reader and name == "smtp" else "",
        }
        for name, one in CHANNELS.items()
    ]
    path = workspace.settings["folder.path"] or str(workspace.folder / "reports")
    values = {
        "channels": listed,
        "saved": saved,
        "tested": tested,
        "about": about,
        "path": path,
        "begun": begun,
        "where": where,
    }
    return show(request, "channels.html", values, error, status=400 if error else 200)


def _text(name: str, workspace: Any, typed: Mapping[str, str]) -> str:
    value = workspace.settings[name]
    return typed.get(name, f"{value:g}" if isinstance(value, float) else str(value))


def _check(name: str) -> None:
    if name not in CHANNELS:
        raise AbsentError(say("no channel called “{name}”", name=name))
