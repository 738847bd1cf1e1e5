"""How far the reading is: numbers that grow, what is whole already, and what to do where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka import clock
from voronka.clock import local_day
from voronka.intake.freshness import Freshness, look
from voronka.intake.progress import Told
from voronka.intake.running import is_running
from voronka.render import dates
from voronka.render.words import begun
from voronka.team.runs import Run
from voronka.web.connect.choose import make_demo
from voronka.web.forms import go, schedule_of, show, workspace_of
from voronka.web.reading import require

router = APIRouter()


@dataclass(frozen=True)
class Shown:
    """What the page shows: `state` is waiting, running, failed, cut_off, done or nothing."""

    state: str
    run: Run | None
    told: Told
    fresh: Freshness
    share: float
    since: str
    minutes: int | None
    next_at: str
    first: str

    @property
    def is_going_on(self) -> bool:
        """Whether it is worth looking again in a second."""
        return self.state in ("waiting", "running")


@router.get("/progress")
def progress(request: Request) -> Response:
    """The page; with script its middle looks again every second."""
    require(request, "connect")
    return show(request, "connect/progress.html", _values(request))


@router.get("/progress/now")
def now(request: Request) -> Response:
    """The middle of the page alone."""
    require(request, "connect")
    return show(request, "connect/_progress.html", _values(request))


@router.post("/start")
def start(request: Request) -> Response:
    """Go on, or read now."""
    require(request, "connect")
    if workspace_of(request).settings["source.kind"] == "demo":
        make_demo(request)
    else:
        schedule_of(request).wake()
    return go("/connect/progress")


def _values(request: Request) -> dict[str, object]:
    return {"shown": _shown(request), "begun": begun}


def _shown(request: Request) -> Shown:
    workspace, schedule = workspace_of(request), schedule_of(request)
    run = next(iter(workspace.runs().latest(1)), None) if workspace.has_team() else None
    told = Told.from_dict(run.progress) if run else Told()
    fresh = look(workspace, clock.now())
    coming = schedule.next()
    language = request.state.look.language
    return Shown(
        _state(run, schedule.is_busy(), is_running(workspace.folder)),
        run,
        told,
        fresh,
        _share(told),
        _day(told.since, fresh.timezone, language),
        None if told.seconds_left is None else max(1, round(told.seconds_left / 60)),
        dates.moment(coming.at, fresh.timezone, language) if coming else "",
        _first(fresh),
    )


def _state(run: Run | None, is_busy: bool, has_lock: bool) -> str:
    if run is not None and run.is_running and has_lock:
        return "running"
    if is_busy:
        return "waiting"
    if run is None:
        return "nothing"
    return "cut_off" if run.is_running else run.outcome


def _first(fresh: Freshness) -> str:
    """The funnel of those days that are whole already; while only what people did is to come, and after it, the first page as always."""
    if fresh.coming is None or fresh.known_until is None or fresh.is_funnel_whole:
        return "/"
    since, until = (local_day(moment, fresh.timezone) for moment in (fresh.coming, fresh.known_until))
    return f"/funnel?period={since + timedelta(days=1)}..{until + timedelta(days=1)}"


def _share(told: Told) -> float:
    """How much of deals and moves is read, as far as they tell how many there may be."""
    parts = [told.parts[name] for name in ("deals", "events.moves") if name in told.parts]
    total = sum(max(part.total or 0, part.done) for part in parts)
    if len(parts) < 2 or not total:
        return 0.0
    return sum(part.done for part in parts) / total


def _day(moment: datetime | None, timezone: str, language: str) -> str:
    return dates.day(local_day(moment, timezone), language) if moment else ""
