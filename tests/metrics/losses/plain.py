"""Losses by plain loops: the second opinion."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from metrics.activity.plain import is_touch, seen
from naive import HOUR, OPEN, Company, Deal, Visit, ending, visits
from naive_figures import Ask, owner


@dataclass
class Lost:
    """The losses of one stage and reason: deal ids, the sum, ages in whole hours."""

    deals: list[int] = field(default_factory=list)
    amount: int = 0
    no_amount: int = 0
    hours: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> float:
        return median(hours // 24 for hours in self.hours)

    @property
    def mean_days(self) -> float:
        return sum(self.hours) / 24 / len(self.hours)


def reason(deal: Deal, moment: datetime) -> str:
    """The reason known just before the moment, "" for none; of several the first by name."""
    return min(
        (one.value for one in deal.values if one.name == "loss_reason" and one.since < moment <= one.until),
        default="",
    )


def last_stage(own: list[Visit]) -> int:
    """The open stage on which the deal stood last; who stood on none is told by the block it passed last."""
    stood = [visit.stage_id for visit in own if visit.kind in OPEN]
    return stood[-1] if stood else own[0].pipeline.at(ending(own).furthest).stage_id


def losses(company: Company, ask: Ask, by_owner: bool = False) -> dict[tuple[Any, int, str], Lost]:
    """(owner when it was lost, stage, reason) → losses."""
    found: dict[tuple[Any, int, str], Lost] = defaultdict(Lost)
    for deal, own in ask.paths(company):
        end = ending(own)
        if end.outcome != "lost" or end.at is None or (ask.population == "flow" and not ask.has(end.at)):
            continue
        lost = found[own[-1].owner if by_owner else None, last_stage(own), reason(deal, ask.moment)]
        lost.deals.append(deal.deal_id)
        lost.amount += end.amount or 0
        lost.no_amount += not end.amount
        lost.hours.append((end.at - own[0].entered_at) // HOUR)
    return found


def causes(company: Company, ask: Ask, by_owner: bool = False) -> dict[Any, Counter[str]]:
    """Owner (None without a breakdown) → what came of the enquiries of the cohort."""
    found: dict[Any, Counter[str]] = defaultdict(Counter)
    for deal, own in replace(ask, with_deleted=True).paths(company):
        cause = cause_of(deal, own, visits(company, deal, ask.moment), company, ask)
        if cause:
            found[owner(own, deal) if by_owner else None][cause] += 1
    return found


def cause_of(deal: Deal, own: list[Visit], path: list[Visit], company: Company, ask: Ask) -> str | None:
    """What came of an enquiry; None where the deal is none."""
    came = next((number for number, visit in enumerate(path) if visit.kind == "incoming"), None)
    is_listed = came is not None and path[came].pipeline == ask.pipeline
    if not is_listed and (deal.author is not None or path[0].pipeline != ask.pipeline):
        return None
    end = ending(own)
    taken = (
        [visit for visit in path[came + 1 :] if visit.kind in ("open", "won")]
        if is_listed and came is not None
        else own
    )
    if end.outcome == "deleted" and taken:
        return None
    is_moved = any(visit.pipeline == ask.pipeline and visit.kind in ("open", "won") for visit in path[1:])
    is_answered = is_moved or any(
        is_touch(one) and one.deal_id == deal.deal_id for one in seen(company, ask.moment)
    )
    if end.outcome in ("lost", "deleted") and end.furthest < 2:
        words = [
            v.value
            for v in deal.values
            if v.since < ask.moment <= v.until and v.name in ("loss_reason", "tag")
        ]
        for cause in ("duplicate", "spam"):
            if any(cause in word for word in words):
                return cause
        return "rejected" if not taken else "lost_early" if is_answered else "never_answered"
    if end.furthest >= 2 or end.outcome == "handed_over" or (taken and is_answered):
        return "taken"
    since = path[came].entered_at if is_listed and came is not None else own[0].entered_at
    return "never_answered" if ask.moment - since >= timedelta(days=14) else "waiting"
