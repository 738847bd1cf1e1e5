"""What the templates of these pages get: words, moments in the account's zone, and errors above a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from voronka.clock import local_day
from voronka.errors import StoreError, VoronkaError
from voronka.language import translated
from voronka.metrics.lookup import Member
from voronka.model.reader import ROLES, Own
from voronka.render import dates
from voronka.render.words import Words
from voronka.team.access import Access
from voronka.web.company import Company
from voronka.web.entrance import Entrance
from voronka.web.respond import render
from voronka.web.whole import whole
from voronka.workspace import Workspace


def entrance_of(request: Request) -> Entrance:
    """The door of this application."""
    entrance: Entrance = request.app.state.entrance
    return entrance


def workspace_of(request: Request) -> Workspace:
    """The whole workspace, for who may enter it; figures go through `company_of`."""
    workspace = entrance_of(request).workspace
    assert workspace is not None
    return workspace


def access_of(request: Request) -> Access:
    """Readers and what belongs to them."""
    return workspace_of(request).access()


def zone_of(request: Request) -> str:
    """The account's zone; UTC before anything was read."""
    company: Company = request.app.state.company
    try:
        return company.timezone
    except StoreError:
        return "UTC"


def show(
    request: Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    error: VoronkaError | None = None,
    status: int = 200,
) -> HTMLResponse:
    """A page; an error stands above its form, in the reader's language."""
    language = request.state.look.language
    zone = zone_of(request)
    given = {
        "t": Words(language),
        "p": None,
        "text": lambda text: translated(text, language),
        "moment": lambda at: dates.moment(at, zone, language),
        "day": lambda at: dates.day(local_day(at, zone), language),
        "date": lambda value: dates.day(value, language),
        "roles": tuple(ROLES.values()),
        "error": sentences(error, language) if error else None,
    }
    return render(request, template, given | dict(values or {}), status=status)


def sentences(error: VoronkaError, language: str) -> list[str]:
    """An error's sentences as they stand on a page, with capital letters."""
    parts = (str(translated(part, language)) for part in (error.what, error.why, error.do))
    return [part[:1].upper() + part[1:] for part in parts if part]


def back(path: str) -> RedirectResponse:
    """After something was changed: the page, to be read."""
    return RedirectResponse(path, 303)


def local_path(text: str) -> str:
    """Where to go next: a path of ours, never another site.

    >>> local_path("/funnel?by=source"), local_path("//evil.example"), local_path("https://evil.example"), local_path("/\\\\evil")
    ('/funnel?by=source', '/', '/', '/')
    """
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_ours else "/"


def members_of(request: Request) -> tuple[Member, ...]:
    """The people of the CRM; none before anything was read."""
    try:
        return workspace_of(request).members()
    except StoreError:
        return ()


def whose(own: Own, members: Sequence[Member], words: Words) -> str:
    """Whose deals somebody sees, in words."""
    if own.sees_all:
        return words("team.all_deals")
    teams = {(one.account_id, one.team_id): one.team for one in members}
    people = {(one.account_id, one.person_id): one.name for one in members}
    names = [words("team.of_team", name=teams.get(key, f"#{key[1]}")) for key in sorted(own.teams)]
    names += [people.get(key, f"#{key[1]}") for key in sorted(own.people)]
    return ", ".join(names) or words("team.nobodys")


def own_from(chosen: Sequence[str], sees_all: bool) -> Own:
    """From the boxes of a form: `person:1/7`, `team:1/2`; what cannot be read is left out.

    >>> own_from(["person:1/7", "team:1/2", "nonsense"], False).teams
    frozenset({(1, 2)})
    """
    found: dict[str, set[tuple[int, int]]] = {"person": set(), "team": set()}
    for text in chosen:
        kind, _, place = text.partition(":")
        account, number = (whole(part) for part in place.partition("/")[::2])
        if kind in found and account is not None and number is not None:
            found[kind].add((account, number))
    return Own(sees_all, frozenset(found["person"]), frozenset(found["team"]))
