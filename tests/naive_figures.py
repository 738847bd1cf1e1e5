"""The figures by plain loops over plain events: the second opinion on `metrics/`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from statistics import median
from typing import Any

from naive import OPEN, Company, Deal, Ending, Pipeline, Visit, ending, visits

#: Picks what a deal stands under, from its path in the pipeline as known at the as-of time.
Segment = Callable[[list[Visit], Deal], Any]


@dataclass
class Block:
    """One row of the funnel."""

    reached: int = 0
    filled_in: int = 0
    moved_back: int = 0
    amount: int = 0
    lost_here: int = 0
    lost_amount: int = 0
    here_now: int = 0
    here_amount: int = 0
    handed_over: int = 0
    stays: list[tuple[int, bool]] = field(default_factory=list)


@dataclass
class Ask:
    """A question: pipeline, moment, period [first, last) of creation (or closing), population."""

    pipeline: Pipeline
    moment: datetime
    first: datetime | None = None
    last: datetime | None = None
    is_closed: bool = False
    population: str = "cohort"
    with_deleted: bool = False

    def has(self, at: datetime | None) -> bool:
        """Whether a moment lies in the period."""
        return (
            at is not None
            and (self.first is None or at >= self.first)
            and (self.last is None or at < self.last)
        )

    def paths(self, company: Company) -> Iterator[tuple[Deal, list[Visit]]]:
        """Paths in the pipeline of the deals in the population, as known before `moment`."""
        for deal in company.deals:
            if deal.account_id != self.pipeline.account_id:
                continue
            whole = visits(company, deal, self.moment)
            own = [visit for visit in whole if visit.pipeline == self.pipeline]
            if not own or (whole[-1].kind == "deleted" and not self.with_deleted):
                continue
            end = ending(own)
            if self.population == "flow":
                is_in = True
            elif self.is_closed:
                is_in = end.outcome in ("won", "lost") and self.has(end.at)
            else:
                is_in = self.has(own[0].entered_at)
            if is_in:
                yield deal, own


def owner(own: list[Visit], deal: Deal) -> int | None:
    """Owner at entry to the first open stage it stood on; who stood on none: at the start."""
    return next((visit for visit in own if visit.kind == "open"), own[0]).owner


def nobody(own: list[Visit], deal: Deal) -> None:
    """No breakdown."""


def funnel(company: Company, ask: Ask, segment: Segment = nobody) -> dict[Any, dict[int, Block]]:
    """Segment → position → block; the win stands at N + 1."""
    found: dict[Any, dict[int, Block]] = defaultdict(lambda: defaultdict(Block))
    for deal, own in ask.paths(company):
        blocks = found[segment(own, deal)]
        _add_reach(ask, blocks, own)
        _add_end(ask, blocks, ending(own))
        for visit in own:
            if (
                visit.kind in OPEN
                and visit.position is not None
                and (ask.population != "flow" or ask.has(visit.entered_at))
            ):
                until = (
                    ask.moment if ask.population != "flow" or ask.last is None else min(ask.last, ask.moment)
                )
                has_left = visit.left_at is not None and visit.left_at < until
                hours = (
                    visit.hours(ask.moment)
                    if has_left
                    else (until - visit.entered_at) // (datetime(1, 1, 1, 1) - datetime(1, 1, 1))
                )
                blocks[visit.position].stays.append((hours, has_left))
    return found


def _add_reach(ask: Ask, blocks: dict[int, Block], own: list[Visit]) -> None:
    pipeline = own[0].pipeline
    win = 1 + max(p for s in pipeline.stages if s.kind == "open" and (p := pipeline.position(s.stage_id)))
    reached = pipeline.first - 1
    backed = set()
    for visit in own:
        upto = visit.position if visit.position is not None else max(reached, pipeline.first)
        for position in range(reached + 1, upto + 1):
            if position < win and (ask.population != "flow" or ask.has(visit.entered_at)):
                blocks[position].reached += 1
                blocks[position].filled_in += position != visit.position
                blocks[position].amount += visit.amount or 0
        reached = max(reached, upto)
        if visit.exit == "moved_back" and visit.position not in backed and visit.position is not None:
            backed.add(visit.position)
            blocks[visit.position].moved_back += ask.population != "flow" or ask.has(visit.left_at)


def _add_end(ask: Ask, blocks: dict[int, Block], end: Ending) -> None:
    if ask.population == "flow" and not ask.has(end.at):
        return
    block, amount = blocks[end.furthest], end.amount or 0
    if end.outcome == "won":
        block.reached += 1
        block.amount += amount
    elif end.outcome == "lost":
        block.lost_here += 1
        block.lost_amount += amount
    elif end.outcome == "handed_over":
        block.handed_over += 1
    elif end.outcome == "open":
        block.here_now += 1
        block.here_amount += amount


def stay_quantile(stays: list[tuple[int, bool]], share: Fraction) -> int | None:
    """Kaplan and Meier's quantile in hours, in exact fractions."""
    still = Fraction(1)
    for hours in sorted({hours for hours, _ in stays}):
        at_risk = sum(1 for other, _ in stays if other >= hours)
        still *= 1 - Fraction(sum(1 for other, ended in stays if other == hours and ended), at_risk)
        if still <= 1 - share:
            return hours
    return None


def transitions(company: Company, ask: Ask) -> dict[tuple[Any, ...], tuple[int, float | None]]:
    """(from stage, to pipeline, to stage, kind of arrival) → moves, median hours."""
    found: dict[tuple[Any, ...], list[int | None]] = defaultdict(list)
    for _, own in ask.paths(company):
        for visit in own:
            in_window = ask.population != "flow" or ask.has(visit.entered_at)
            if in_window and visit.entered_from in ("created", "other_pipeline"):
                kind = "created" if visit.entered_from == "created" else "arrived"
                found[None, visit.pipeline.pipeline_id, visit.stage_id, kind].append(None)
            if visit.after is not None and (ask.population != "flow" or ask.has(visit.left_at)):
                found[visit.stage_id, visit.after.pipeline.pipeline_id, visit.after.stage_id, None].append(
                    visit.hours(ask.moment)
                )
    return {
        key: (len(hours), float(median(timed)) if (timed := [h for h in hours if h is not None]) else None)
        for key, hours in found.items()
    }


def board(company: Company, ask: Ask) -> dict[int, tuple[int, int, float]]:
    """Stage → deals, sum, median age in days."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for _, own in ask.paths(company):
        if own[-1].kind in OPEN and own[-1].after is None:
            found[own[-1].stage_id].append((own[-1].left_amount or 0, own[-1].hours(ask.moment)))
    return {
        stage: (len(deals), sum(a for a, _ in deals), median(h for _, h in deals) / 24)
        for stage, deals in found.items()
    }


def bridge(company: Company, ask: Ask) -> dict[str, tuple[int, int]]:
    """Term → deals, signed sum; walked through event by event."""
    deals: dict[str, set[int]] = defaultdict(set)
    sums: Counter[str] = Counter()
    end = ask.moment if ask.last is None else min(ask.last, ask.moment)

    def add(term: str, deal: Deal, amount: int | None) -> None:
        deals[term].add(deal.deal_id)
        sums[term] += amount or 0

    every = Ask(ask.pipeline, end, with_deleted=True)
    for deal, own in every.paths(company):
        for visit in own:
            if visit.kind not in OPEN:
                continue
            if (
                ask.first
                and visit.entered_at < ask.first
                and (visit.left_at is None or visit.left_at >= ask.first)
            ):
                add("open_start", deal, _worth(company, deal, ask.first))
            if ask.has(visit.entered_at) and visit.entered_from != "moved":
                term = {"created": "created", "other_pipeline": "arrived"}.get(visit.entered_from, "reopened")
                add(term, deal, visit.amount)
            if ask.has(visit.left_at) and visit.exit not in ("advanced", "moved_back"):
                add(visit.exit, deal, -(visit.left_amount or 0))
            if visit.left_at is None:
                add("open_end", deal, visit.left_amount)
            _add_changes(company, ask, deal, visit, end, add)
    return {term: (len(deals[term]), sums[term]) for term in deals}


def _worth(company: Company, deal: Deal, moment: datetime) -> int | None:
    return visits(company, deal, moment)[-1].left_amount


def _add_changes(
    company: Company,
    ask: Ask,
    deal: Deal,
    visit: Visit,
    end: datetime,
    add: Callable[[str, Deal, int | None], None],
) -> None:
    amount = visit.amount or 0
    for event in sorted((e for e in deal.events if e.kind == "amount"), key=lambda e: e.at):
        # A change of the very moment of entry is in the entry's amount already.
        if visit.entered_at < event.at <= (visit.left_at or end) and event.at < end:
            delta = (event.value or 0) - amount
            amount = event.value or 0
            if delta and ask.has(event.at):
                add("amount_up" if delta > 0 else "amount_down", deal, delta)
