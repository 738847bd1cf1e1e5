"""Where history comes from: the first page of a fresh server, and later what is connected."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.web.forms import go, schedule_of, show, workspace_of
from voronka.web.reading import require

router = APIRouter()
#: Deals of the demo company that is made here: enough to look around, made in less than a minute.
DEMO_DEALS = "3000"


@router.get("")
def choose(request: Request) -> Response:
    """The three ways; where one was taken, what there is."""
    require(request, "connect")
    workspace = workspace_of(request)
    values = {
        "source": workspace.settings["source.kind"],
        "base_url": workspace.settings["source.base_url"],
    }
    return show(request, "connect/choose.html", values)


@router.post("/demo")
def demo(request: Request) -> Response:
    """Make the demo company; where there is history already, or a company's own is to come, nothing is touched."""
    require(request, "connect")
    workspace = workspace_of(request)
    if not workspace.has_store and workspace.settings["source.kind"] in ("", "demo"):
        workspace.database()
        workspace.change_settings({"source.kind": "demo"})
        make_demo(request)
    return go("/connect/progress")


def make_demo(request: Request) -> None:
    """In a process of its own; what was cut off is made anew, what is made stays."""
    schedule_of(request).wake("demo", ["demo", "--no-serve", "--deals", DEMO_DEALS])
