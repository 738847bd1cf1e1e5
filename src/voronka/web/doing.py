"""What may be offered on a page that a finding stands on: a button that turns it into tasks, and what was done about its deals already."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from starlette.requests import Request

from voronka.actions import Acting
from voronka.actions.gate import allowed_kinds, may_act, why_not
from voronka.model.action import TaskSet
from voronka.model.question import Question
from voronka.team.actions import Actions
from voronka.team.tables import action_rows, actions
from voronka.web.reading import may, reader_name, workspace_of
from voronka.workspace import Workspace


@dataclass(frozen=True)
class Offer:
    """A button: of which finding, about which question or deal; `kinds` are allowed, none of them: only the owner sees a way to allow it."""

    finding: str
    question: str
    deal: str
    kinds: tuple[str, ...]


def acts(request: Request) -> bool:
    """Whether whoever reads may act in the CRM, as far as anything is allowed at all."""
    company = request.app.state.company
    return (
        isinstance(company, Workspace)
        and request.state.share is None
        and may_act(request.state.reader, company.settings, request.state.is_closed)
    )


def acting_of(request: Request) -> Acting:
    """The actions as whoever reads may see and do them."""
    return Acting(workspace_of(request), reader_name(request), acts(request))


def offer(request: Request, finding: str, question: Question | None = None, deal: str = "") -> Offer | None:
    """What to offer; None where nothing is to be offered to this reader."""
    if not acts(request) or why_not(request.app.state.company) is not None:
        return None
    kinds = allowed_kinds(request.app.state.company.settings)
    if not kinds and not may(request, "settings"):
        return None
    return Offer(finding, question.to_text() if question else "", deal, kinds)


def tasks_set(request: Request, deals: list[int]) -> dict[int, TaskSet]:
    """The tasks that were set from here on deals of a page; of nobody else's, as the page shows none."""
    company = request.app.state.company
    if not deals or not isinstance(company, Workspace) or not company.has_team():
        return {}
    return Actions(company.database()).tasks_on(deals)


def act_mark(request: Request) -> str:
    """What a page depends on of the actions."""
    company = request.app.state.company
    if not isinstance(company, Workspace) or not company.has_team():
        return ""
    last = sa.select(sa.func.max(actions.c.number), sa.func.max(actions.c.undone_at))
    written = sa.select(action_rows.c.state, sa.func.count()).group_by(action_rows.c.state)
    with company.database().reading() as connection:
        found = (tuple(connection.execute(last).one()), sorted(map(tuple, connection.execute(written))))
    allowed = company.settings["actions.allowed"], company.settings["actions.managers"]
    return repr((found, allowed, company.settings["source.kind"]))
