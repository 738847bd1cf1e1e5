"""Times by plain loops over plain visits: the second opinion on `metrics/times`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import naive_figures as figures
from naive import HOUR, OPEN, Company, Visit, ending
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
    """(segment, position) → for each deal that stood there when it first reached it: hours until it went further, was lost, handed over, or now."""
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
            found[segment(own, deal), position].append((hours, how))
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
