"""Losses by plain loops: the second opinion."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from naive import HOUR, OPEN, Company, Deal, Visit, ending
from naive_figures import Ask


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
