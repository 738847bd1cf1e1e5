"""The steps that a forecast is told in."""

from __future__ import annotations

from datetime import date, timedelta

from voronka.clock import local_day
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.buckets import GRAINS, Bucket, Grain, buckets
from voronka.metrics.scope import Asked

#: How many steps are told, the current one first, where nobody says.
USUAL: dict[Grain, int] = {"day": 14, "week": 8, "month": 3, "quarter": 2}
#: Further ahead than two years nobody can look; a longer table nobody reads.
FURTHEST, MOST = 731, 120


def grain_of(asked: Asked) -> Grain:
    """The step of the question; months where it does not say."""
    return next((grain for grain in GRAINS if asked.text("grain") == grain), "month")


def spans_of(asked: Asked) -> tuple[Bucket, ...]:
    """The steps asked for: of the period by its grain, or the period as one; without a period the current step and those that follow it."""
    period, today = asked.question.period, local_day(asked.as_of, asked.account.timezone)
    if period is None:
        found = _ahead(today, grain_of(asked), _count(asked))
    elif asked.text("grain") is None:
        found = [Bucket(str(period).removeprefix("closed:"), period.first, period.last)]
    else:
        whole = buckets(period.first, period.last, grain_of(asked))
        found = [Bucket(one.name, max(one.first, period.first), min(one.last, period.last)) for one in whole]
    if (found[-1].last - today).days > FURTHEST or len(found) > MOST:
        raise InputError(
            say("a forecast does not reach so far"),
            say("it reaches two years ahead, in at most {most} steps", most=MOST),
            do=say("ask for fewer steps: ahead=3, for example"),
        )
    return tuple(found)


def _count(asked: Asked) -> int:
    wanted = asked.number("ahead")
    if wanted is None:
        return USUAL[grain_of(asked)]
    if not 1 <= wanted <= MOST:
        raise InputError(
            say("“ahead” cannot be “{number}”", number=round(wanted)),
            say("it is a number of steps from 1 to {most}", most=MOST),
        )
    return round(wanted)


def _ahead(today: date, grain: Grain, count: int) -> list[Bucket]:
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92}[grain]
    return buckets(today, today + timedelta(days=longest * count), grain)[:count]
