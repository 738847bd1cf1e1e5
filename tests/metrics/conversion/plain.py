"""Conversion by plain loops over plain events: the second opinion on `metrics/conversion`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from naive import OPEN, Company, Visit, ending
from naive_figures import Ask, Segment, nobody

HOUR = timedelta(hours=1)

#: (age in hours, how it ended, "" while it is open) of one deal.
Life = tuple[int, str]


def coarse(hours: int) -> int:
    """Whole hours in the first two days, whole days after that."""
    return hours if hours < 48 else hours // 24 * 24


def share_within(lives: Iterable[Life], way: str, horizon: float) -> Fraction | None:
    """Aalen and Johansen's F_k(h) in exact fractions, one age after the other; None without any deal."""
    left = list(lives)
    if not left:
        return None
    still, share = Fraction(1), Fraction(0)
    for age in sorted({age for age, _ in left}):
        if age >= horizon:
            break
        at_risk = sum(1 for other, _ in left if other >= age)
        ended = [how for other, how in left if other == age and how]
        share += still * Fraction(ended.count(way), at_risk)
        still *= 1 - Fraction(len(ended), at_risk)
    return share


def quantile_days(hours: list[int]) -> int | None:
    """The least whole number of days by which nine of ten were over."""
    if not hours:
        return None
    day = 1
    while sum(1 for one in hours if one < 24 * day) * 10 < 9 * len(hours):
        day += 1
    return day


def win_lives(company: Company, ask: Ask, segment: Segment = nobody) -> dict[Any, list[Life]]:
    """Age and ending of every deal in the population, by segment."""
    found: dict[Any, list[Life]] = {}
    for deal, own in ask.paths(company):
        end = ending(own)
        age = ((end.at or ask.moment) - own[0].entered_at) // HOUR
        found.setdefault(segment(own, deal), []).append(
            (coarse(age), end.outcome if end.outcome != "open" else "")
        )
    return found


def win_hours(company: Company, ask: Ask) -> list[int]:
    """How long each win of the pipeline took."""
    return [
        (end.at - own[0].entered_at) // HOUR
        for _, own in Ask(ask.pipeline, ask.moment).paths(company)
        if (end := ending(own)).outcome == "won" and end.at
    ]


@dataclass
class Step:
    """A deal's time on a block, from first reaching it."""

    position: int
    at: datetime
    is_filled: bool
    life: Life
    exact: int
    owner: int | None


def steps(own: list[Visit], moment: datetime) -> list[Step]:
    """Each block that the deal reached, and how it left it for good."""
    end, pipeline = ending(own), own[0].pipeline
    first = pipeline.first
    reached: dict[int, tuple[datetime, bool, int | None]] = {}
    for visit in own:
        if visit.kind in ("lost", "deleted"):
            upto = first if not reached else max(reached)
        else:
            upto = visit.position or 0
        for position in range(first, upto + 1):
            at_once = visit.kind in OPEN and position == visit.position
            reached.setdefault(position, (visit.entered_at, not at_once, visit.owner))
    blocks = [
        p for s in pipeline.stages if s.kind in OPEN and (p := pipeline.position(s.stage_id)) is not None
    ]
    found = []
    for position in sorted(blocks):
        if position not in reached or position > end.furthest:
            continue
        at, is_filled, owner = reached[position]
        if end.furthest > position:
            later = [moved for other, (moved, _, _) in reached.items() if other > position]
            over = end.at if end.outcome == "won" and end.furthest == position + 1 else min(later)
            way = "advanced"
        elif end.outcome in ("lost", "handed_over"):
            over, way = end.at, end.outcome
        else:
            over, way = moment, ""
        assert over is not None
        hours = (over - at) // HOUR
        found.append(Step(position, at, is_filled, (coarse(hours), way), hours, owner))
    return found


def reconciled(
    company: Company, ask: Ask, segment: Segment = nobody, present: Segment = nobody
) -> dict[Any, dict[str, list[int]]]:
    """Segment → rule → [deals, counted, won, lost, won sum]; `present` picks whose a deal is in the CRM's report."""
    found: dict[Any, dict[str, list[int]]] = {}

    def add(
        whose: Any, rule: str, sign: int, outcome: str, amount: int, *, counted: int | None = None
    ) -> None:
        row = found.setdefault(whose, {}).setdefault(rule, [0, 0, 0, 0, 0])
        is_won = outcome == "won"
        parts = (
            1,
            sign if counted is None else counted,
            sign * is_won,
            sign * (outcome == "lost"),
            sign * amount * is_won,
        )
        row[:] = [old + new for old, new in zip(row, parts, strict=True)]

    for deal, own in Ask(ask.pipeline, ask.moment).paths(company):
        end, last = ending(own), own[-1]
        is_theirs = end.outcome in ("won", "lost") and ask.has(end.at)
        is_ours = ask.has(own[0].entered_at)
        ours, theirs = segment(own, deal), present(own, deal)
        before, now = end.amount or 0, last.left_amount or 0
        if is_theirs:
            add(theirs, "in_crm", 1, end.outcome, now)
        if is_ours:
            add(ours, "ours", 1, end.outcome, before)
        if is_theirs and is_ours and ours == theirs:
            if end.outcome == "won" and before != now:
                row = found[ours].setdefault("amount_changed", [0, 0, 0, 0, 0])
                row[0], row[4] = row[0] + 1, row[4] + before - now
            continue
        rule = (
            "owner_changed"
            if is_theirs and is_ours
            else "created_before"
            if is_theirs
            else "handed_over"
            if end.outcome == "handed_over"
            else "closed_later"
            if end.outcome != "open"
            else "reopened"
            if any(visit.kind in ("won", "lost") and visit.exit == "reopened" for visit in own)
            else "still_open"
        )
        if is_theirs:
            add(theirs, rule, -1, end.outcome, now)
        if is_ours:
            add(ours, rule, 1, end.outcome, before)
    return found
