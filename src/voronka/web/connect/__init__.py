"""The pages by which a company's history comes in: choose where from, connect or send a file, check the stages, watch it come."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from voronka.web.connect import account, choose, consent, progress, stages, upload
from voronka.web.reading import may
from voronka.workspace import Workspace

router = APIRouter()
for _part in (choose, account, consent, stages, progress, upload):
    router.include_router(_part.router, prefix="/connect")


def way_in(request: Request) -> str | None:
    """Where to send somebody who finds no history: to where it comes in, if they may connect it; None where there is history, or they may not."""
    workspace = request.app.state.company
    if not isinstance(workspace, Workspace) or workspace.has_store or not may(request, "connect"):
        return None
    is_under_way = workspace.has_team() and workspace.runs().latest(1)
    return "/connect/progress" if is_under_way or request.app.state.schedule.is_busy() else "/connect"
