"""Whose pages these are: the company as the reader may see it, what they may do, and the last day that is known of."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request

from voronka.clock import now
from voronka.errors import RightsError
from voronka.language import say
from voronka.model.reader import ABILITIES, Reader
from voronka.render import dates
from voronka.team.views import View
from voronka.web.company import Company
from voronka.workspace import Workspace


def company_of(request: Request) -> Company:
    """The company as the reader may see it; RightsError for somebody who is not signed in where one has to be."""
    company: Company = request.app.state.company
    reader: Reader | None = request.state.reader
    if reader is not None:
        return company.seen_by(reader.rights)
    if request.state.is_closed:
        raise RightsError(say("nobody is signed in"), do=say("sign in first"))
    return company


def workspace_of(request: Request) -> Workspace:
    """The same, with what only a real workspace has: deals one by one, notes, saved views."""
    company = company_of(request)
    assert isinstance(company, Workspace)
    return company


def reader_name(request: Request) -> str:
    """Whose name stands under what is written down; "" where access is not set up."""
    reader: Reader | None = request.state.reader
    return reader.name if reader is not None else ""


def views_of(request: Request) -> tuple[View, ...]:
    """The saved views that the reader has in the menu; none where somebody looks at a shared page."""
    company = request.app.state.company
    reader: Reader | None = request.state.reader
    if not isinstance(company, Workspace) or not company.has_team() or request.state.share is not None:
        return ()
    if reader is None and request.state.is_closed:
        return ()
    if not hasattr(request.state, "views"):
        request.state.views = company.views(reader.number if reader else None).all()
    found: tuple[View, ...] = request.state.views
    return found


def may(request: Request, ability: str) -> bool:
    """Whether whoever reads has that ability; all have where access is not set up."""
    reader: Reader | None = request.state.reader
    return reader.may(ability) if reader is not None else not request.state.is_closed


def require(request: Request, ability: str) -> None:
    """RightsError where the reader has not that ability."""
    if not may(request, ability):
        raise RightsError(
            say("your role does not allow this"),
            say("it needs the right to {ability}", ability=ABILITIES[ability].title),
            say("ask the owner for another role"),
        )


def write_down(request: Request, action: str, about: str = "") -> None:
    """Put into the log what a reader did; where access is not set up there is no log."""
    access = request.app.state.entrance.access()
    if access is not None:
        who = request.state.reader.email if request.state.reader else ""
        access.audit.write(action, now(), who, about, address_of(request))


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def today_of(company: Company) -> date:
    """The last day of which anything is known."""
    return dates.today(company.dictionary().known_until, company.timezone)


def deal_address(company: Company) -> str:
    """What the link of a deal in the CRM begins with, its id being the end; "" where deals came from files."""
    account = next(iter(company.dictionary().accounts), None)
    if account is None or account.source_kind != "amocrm":
        return ""
    return f"{account.base_url.rstrip('/')}/leads/detail/"
