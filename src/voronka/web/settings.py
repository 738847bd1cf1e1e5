"""All settings in groups, each changed by its own form; and how the server is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka import clock
from voronka.errors import AbsentError, StoreError, VoronkaError
from voronka.intake.changes import change, on_page
from voronka.intake.health import health_of
from voronka.intake.schedule import timezone_of
from voronka.language import say, translated
from voronka.render import dates, numbers
from voronka.render.words import begun
from voronka.settings import Setting
from voronka.team.runs import Run
from voronka.web.forms import Form, field, go, schedule_of, show, workspace_of
from voronka.web.fresh import short_moment
from voronka.web.reading import require, write_down
from voronka.workspace import Workspace

router = APIRouter(prefix="/settings")
#: Runs that the page lists.
RUNS = 12


@dataclass(frozen=True)
class Field:
    """A setting on the page: what is typed in it now, and what is wrong with that."""

    setting: Setting
    text: str
    wrong: list[str]

    @property
    def kind(self) -> str:
        """How it is typed: check, choice or text."""
        if isinstance(self.setting.default, bool):
            return "check"
        return "choice" if self.setting.choices else "text"


@router.get("")
def settings(request: Request, saved: str = "") -> Response:
    """The page; `saved` is the group that was just written."""
    require(request, "settings")
    return _page(request, saved=saved)


@router.post("/{group}")
def keep(request: Request, group: str, form: Form) -> Response:
    """Write one group; with a mistake the page comes back with what was typed."""
    require(request, "settings")
    if group not in on_page():
        raise AbsentError(say("there is no such group of settings"), do=say("open the settings again"))
    typed = {setting.name: field(form, setting.name) for setting in on_page()[group]}
    wrong = change(workspace_of(request), group, typed)
    if wrong:
        return _page(request, typed=typed, wrong=wrong)
    write_down(request, "settings_changed", group)
    return go(f"/settings?saved={group}#{group}")


@router.get("/check")
def check(request: Request) -> Response:
    """The doctor's findings: it reads the whole store, so it is asked for."""
    require(request, "settings")
    workspace = workspace_of(request)
    language = request.state.look.language
    checks = [
        {name: str(translated(value, language)) for name, value in one.to_dict().items()}
        for one in workspace.doctor()
    ]
    return show(request, "settings/check.html", {"checks": checks})


def _page(
    request: Request,
    saved: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, VoronkaError] | None = None,
) -> Response:
    workspace = workspace_of(request)
    language = request.state.look.language
    groups = {
        group: [_field(one, workspace, language, typed or {}, wrong or {}) for one in settings]
        for group, settings in on_page().items()
    }
    health = health_of(workspace)
    coming = schedule_of(request).next()
    timezone = timezone_of(workspace)
    values = {
        "groups": groups,
        "saved": saved,
        "begun": begun,
        "health": health,
        "size": lambda number: numbers.size(number, language),
        "runs": _runs(workspace),
        "told": lambda run: _told(run, language),
        "moment": lambda moment: short_moment(moment, clock.now(), timezone, language),
        "known_until": _known(workspace, timezone, language),
        "next_at": short_moment(coming.at, clock.now(), timezone, language) if coming else "",
        "is_automatic": schedule_of(request).is_automatic,
        "source": workspace.settings["source.kind"],
        "has_token": workspace.has_token,
    }
    return show(request, "settings/settings.html", values)


def _field(
    setting: Setting,
    workspace: Workspace,
    language: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, VoronkaError],
) -> Field:
    value = workspace.settings[setting.name]
    text = (
        f"{value:g}"
        if isinstance(value, float)
        else ("on" if value else "")
        if isinstance(value, bool)
        else str(value)
    )
    error = wrong.get(setting.name)
    said = [begun(part) for part in error.in_(language).split("\n")] if error else []
    return Field(setting, typed.get(setting.name, text), said)


def _runs(workspace: Workspace) -> list[Run]:
    return workspace.runs().latest(RUNS) if workspace.has_team() else []


def _told(run: Run, language: str) -> str:
    """What came of a run, in one line."""
    if run.outcome == "failed":
        return begun(next(iter(run.error.get(language, [])), ""))
    return ""


def _known(workspace: Workspace, timezone: str, language: str) -> str:
    try:
        until: datetime = workspace.dictionary().known_until
    except StoreError:
        return ""
    return dates.moment(until, timezone, language)
