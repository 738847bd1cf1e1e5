"""Times by plain loops over plain visits: the second opinion on `metrics/times`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import naive_figures as figures
from naive import HOUR, OPEN, Activity, Company, Visit, ending
from naive_figures import Ask, Segment

#: (whole units of age, how it ended); "open" is censored.
Ages = list[tuple[int, str]]


def by_manager(visit: Visit) -> int | None:
    """Whose stay it was."""
    return visit.owner


def nobody(_: Visit) -> None:
    """No breakdown."""


def stays(company: Company, ask: Ask, segment: Any = nobody) -> dict[tuple[Any, int], Ages]:
    """(segment, position) → stays that began in the window."""
    found: dict[tuple[Any, int], Ages] = defaultdict(list)
    until = ask.moment if ask.population != "flow" or ask.last is None else min(ask.last, ask.moment)
    for _, own in ask.paths(company):
        for visit in own:
            if visit.kind not in OPEN or (ask.population == "flow" and not ask.has(visit.entered_at)):
                continue
            assert visit.position is not None
            has_left = visit.left_at is not None and visit.left_at < until
            hours = visit.hours(until) if has_left else (until - visit.entered_at) // HOUR
            found[segment(visit), visit.position].append((hours, visit.exit if has_left else "open"))
    return found


def advances(company: Company, ask: Ask, segment: Segment = figures.nobody) -> dict[tuple[Any, int], Ages]:
    """(segment, position) → for each deal that stood there when it first reached it: hours until it went further, was lost, handed over, or now; whole days after two."""
    found: dict[tuple[Any, int], Ages] = defaultdict(list)
    for deal, own in ask.paths(company):
        end, reached = ending(own), own[0].pipeline.first - 1
        marks: list[tuple[int, Visit]] = []
        for visit in own:
            position = visit.position if visit.position is not None else max(reached, own[0].pipeline.first)
            if position > reached:
                marks.append((position, visit))
                reached = position
        for number, (position, visit) in enumerate(marks):
            if visit.position != position or visit.kind not in OPEN:
                continue
            later = [mark.entered_at for _, mark in marks[number + 1 :]]
            if end.furthest > position:
                ended, how = (
                    (end.at if end.outcome == "won" and end.furthest == position + 1 else later[0]),
                    "advanced",
                )
            else:
                ended, how = end.at, end.outcome
            hours = ((ended if ended is not None else ask.moment) - visit.entered_at) // HOUR
            found[segment(own, deal), position].append((hours if hours < 48 else hours // 24 * 24, how))
    return found


def steps(ages: Ages, cause: str) -> list[tuple[int, Fraction]]:
    """Aalen and Johansen's steps of one cause, in exact fractions."""
    still, found = Fraction(1), []
    for age in sorted({age for age, _ in ages}):
        at_risk = sum(1 for other, _ in ages if other >= age)
        left = [how for other, how in ages if other == age and how != "open"]
        if hits := left.count(cause):
            found.append((age, still * Fraction(hits, at_risk)))
        still *= 1 - Fraction(len(left), at_risk)
    return found


def arrival_quantile(ages: Ages, cause: str, share: Fraction) -> int | None:
    """The first age by which `share` of all that ever leave by `cause` have done so."""
    taken = steps(ages, cause)
    total, so_far = sum(step for _, step in taken), Fraction(0)
    for age, step in taken:
        so_far += step
        if so_far >= share * total:
            return age
    return None


def quantiles(ages: Ages) -> list[int | None]:
    """Kaplan and Meier's median, P75, P90."""
    told: Sequence[tuple[int, bool]] = [(age, how != "open") for age, how in ages]
    return [figures.stay_quantile(list(told), share) for share in SHARES]


SHARES = (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))


def lags(company: Company, ask: Ask, first: int, last: int) -> Ages:
    """For each deal that stood on block `first` when it first reached it: hours until it reached `last` (N + 1: was won), left, or now."""
    found: Ages = []
    for _, own in ask.paths(company):
        pipeline, end = own[0].pipeline, ending(own)
        win = 1 + max(p for s in pipeline.stages if s.kind == "open" and (p := pipeline.position(s.stage_id)))
        reached, began, got = pipeline.first - 1, None, None
        for visit in own:
            position = visit.position if visit.position is not None else max(reached, pipeline.first)
            if position > reached:
                if position == first and visit.position == first:
                    began = visit.entered_at
                if reached < last <= position and last < win:
                    got = visit.entered_at
                reached = position
        if last == win and end.outcome == "won":
            got = end.at
        if began is not None:
            how = "arrived" if got is not None else end.outcome
            found.append(((((got or end.at or ask.moment) - began) // HOUR), how))
    return found


SENT = ("call", "mail", "message")


def responses(
    company: Company, ask: Ask, segment: Segment = figures.nobody
) -> dict[Any, list[tuple[datetime, datetime | None]]]:
    """Segment → for each deal born in the pipeline, when it came and when a person first called, mailed or wrote."""
    found: dict[Any, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for deal, own in ask.paths(company):
        came = own[0].entered_at
        if came > deal.created_at:
            continue
        sent = [
            one.at
            for one in company.activities
            if (one.account_id, one.deal_id) == (deal.account_id, deal.deal_id)
            and one.kind in SENT and one.direction == "out" and one.person is not None and came <= one.at < ask.moment
        ]  # fmt: skip
        found[segment(own, deal)].append((came, min(sent, default=None)))
    return found


def cycles(company: Company, ask: Ask) -> Ages:
    """For each deal, hours from its first contact (none: from the start) to its outcome, or now."""
    found: Ages = []
    for deal, own in ask.paths(company):
        end = ending(own)
        contacts = [
            one.at
            for one in company.activities
            if (one.account_id, one.deal_id) == (deal.account_id, deal.deal_id)
            and own[0].entered_at <= one.at < ask.moment and (end.at is None or one.at <= end.at) and _is_contact(one)
        ]  # fmt: skip
        began = min(contacts, default=own[0].entered_at)
        found.append((((end.at or ask.moment) - began) // HOUR, end.outcome))
    return found


def _is_contact(one: Activity) -> bool:
    if one.kind == "meeting":
        return True
    return one.kind in SENT and (one.direction == "in" or (one.direction == "out" and one.person is not None))


def worked_minutes(
    start: datetime, end: datetime, timezone: str, country: str, opens: int, closes: int
) -> int:
    """Minutes of work between two whole minutes of naive UTC, walked through one by one."""
    import holidays

    known = holidays.country_holidays(country, years=range(start.year - 1, end.year + 2))
    count = 0
    while start < end:
        local = start.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))
        count += known.is_working_day(local.date()) and opens <= local.hour < closes
        start += timedelta(minutes=1)
    return count


def chance(company: Company, ask: Ask, position: int, knot: int, horizon: float) -> Fraction | None:
    """Of the stays on a block that lasted `knot` days: the share won less than `horizon` days after that; None without any."""
    ages: Ages = []
    for _, own in ask.paths(company):
        end = ending(own)
        for visit in own:
            if visit.kind in OPEN and visit.position == position and visit.hours(ask.moment) >= knot * 24:
                start = own[0].entered_at
                hours = ((end.at or ask.moment) - start) // HOUR - (visit.entered_at - start) // HOUR
                ages.append((hours // 24 - knot, end.outcome))
    return sum((step for age, step in steps(ages, "won") if age < horizon), Fraction(0)) if ages else None
