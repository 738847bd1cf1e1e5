"""Who calls, what they may ask for, and the company as they may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from voronka.team.api_tokens import SCOPES
from voronka.workspace import Workspace


@dataclass(frozen=True)
class Caller:
    """Whoever calls: the company as they may see it, the scopes they have, and whether they may see how figures are counted."""

    company: Workspace
    scopes: frozenset[str]
    sees_sql: bool = True


def company_of(request: Request) -> Workspace:
    """The whole company, for what is nobody's secret."""
    company: Workspace = request.app.state.company
    return company


def allowed(scope: str) -> Callable[[Request], Caller]:
    """A dependency: the caller of a request, who must have that scope."""

    def caller(request: Request) -> Caller:
        return Caller(company_of(request), frozenset(SCOPES))

    return caller
