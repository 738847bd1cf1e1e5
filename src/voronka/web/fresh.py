"""What every page says of its data, in the reader's words: up to when they are known, and loudly what is wrong with that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from voronka import clock
from voronka.clock import local_day, local_text
from voronka.intake.freshness import Freshness, Watch
from voronka.render import dates
from voronka.render.words import Words, begun
from voronka.web.reading import may


@dataclass(frozen=True)
class Fresh:
    """`known` is for the foot of the menu; `loud`, when there is something, for the top of the page: coming, rest, failed or old."""

    known: str
    loud: str
    day: str
    why: str
    may_connect: bool
    is_reading: bool
    is_demo: bool


def fresh_of(request: Request) -> Fresh | None:
    """For whoever may see figures; None for a company that is only shown."""
    watch: Watch | None = getattr(request.app.state, "watch", None)
    state = request.state
    if watch is None or (state.is_closed and state.reader is None):
        return None
    found = watch.now()
    if found.known_until is None:
        return None
    return _told(found, request.state.look.language, may(request, "connect"), clock.now())


def fresh_mark(request: Request) -> str:
    """What a kept page depends on of this."""
    return repr(fresh_of(request))


def _told(found: Freshness, language: str, may_connect: bool, now: datetime) -> Fresh:
    assert found.known_until is not None
    loud, day = "", ""
    if found.coming is not None:
        loud = "rest" if found.is_funnel_whole else "coming"
        day = dates.day(local_day(found.coming, found.timezone), language)
    elif found.is_old:
        loud = "failed" if found.failure else "old"
        day = dates.moment(found.known_until, found.timezone, language)
    said = found.failure.error.get(language, []) if found.failure else []
    return Fresh(
        short_moment(found.known_until, now, found.timezone, language),
        loud,
        day,
        begun(said[0]) if said else "",
        may_connect,
        found.is_reading,
        found.is_demo,
    )


def short_moment(moment: datetime, now: datetime, timezone: str, language: str) -> str:
    """A moment as short as it can be told: the hour of today and yesterday, else the day.

    >>> short_moment(datetime(2026, 3, 2, 9, 45), datetime(2026, 3, 2, 10), "Europe/Moscow", "ru")
    '12:45'
    """
    day, today = local_day(moment, timezone), local_day(now, timezone)
    hour = local_text(moment, timezone)[-5:]
    if day == today:
        return hour
    if day == today - timedelta(days=1):
        return Words(language)("fresh.yesterday", hour=hour)
    return dates.day(day, language, with_year=day.year != today.year)
