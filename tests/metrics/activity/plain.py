"""Activity by plain loops: the second opinion; and random things done."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from companies import START, UNTIL
from naive import Activity, Company, Pipeline, ending, visits
from naive_figures import Ask

MISSED = {"no_answer", "busy"}


@st.composite
def done(draw: st.DrawFn, company: Company) -> tuple[Activity, ...]:
    """Things done about the deals of account 1, about those of another, and about none."""
    deals = [deal.deal_id for deal in company.deals if deal.account_id == 1]
    found = []
    for _ in range(draw(st.integers(0, 14))):
        kind = draw(st.sampled_from(["call", "call", "mail", "message", "meeting", "task"]))
        found.append(
            Activity(
                START + timedelta(hours=draw(st.integers(0, 59 * 24 - 1))),
                kind,
                draw(st.sampled_from(["in", "out"])) if kind not in ("meeting", "task") else None,
                draw(st.sampled_from([None, *deals])),
                draw(st.sampled_from([None, 1, 2, 3])),
                draw(st.sampled_from([None, 0, 60, 90])) if kind == "call" else None,
                draw(st.sampled_from([None, "answered", "no_answer"])) if kind == "call" else None,
            )
        )
    assert all(one.at < UNTIL for one in found)
    return tuple(found)


@dataclass
class Work:
    """What one row shows."""

    things: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    touches: int = 0
    talk: list[int] = field(default_factory=list)
    days: set[tuple[int, Any]] = field(default_factory=set)
    sent: int = 0
    answered: int = 0


def thing(one: Activity) -> str:
    if one.kind == "call":
        return "calls_in" if one.direction == "in" else "calls_out"
    if one.kind in ("mail", "message"):
        if one.direction == "in":
            return f"{one.kind}s_in"
        return f"{one.kind}s_out" if one.person is not None else "robot"
    return f"{one.kind}s"


def is_talk(one: Activity) -> bool:
    return one.kind == "call" and (one.outcome == "answered" or (one.outcome is None and bool(one.seconds)))


def is_touch(one: Activity) -> bool:
    if one.kind == "call" and one.direction == "in":
        return is_talk(one)
    return one.kind == "meeting" or (is_sent(one))


def is_sent(one: Activity) -> bool:
    return one.kind in ("call", "mail", "message") and one.direction == "out" and one.person is not None


def is_reply(one: Activity) -> bool:
    return one.kind in ("call", "mail", "message") and one.direction == "in"


def is_missed(one: Activity) -> bool:
    if thing(one) != "calls_in":
        return False
    return one.outcome in MISSED if one.outcome is not None else one.seconds == 0


def seen(company: Company, moment: datetime) -> list[Activity]:
    return [one for one in company.activities if one.at < moment and one.account_id == 1]


def activity(company: Company, pipeline: Pipeline, moment: datetime, first: datetime | None, last: datetime | None, by_person: bool, with_none: bool) -> dict[Any, Work]:  # fmt: skip
    """Person (None: nobody, or no breakdown) → what was done in [first, last)."""
    paths = {deal.deal_id for deal, _ in Ask(pipeline, moment).paths(company)}
    until = moment if last is None else min(moment, last)
    # In a flow a deal that began after the window is not yet there.
    began = {
        deal.deal_id: min(v.entered_at for v in visits(company, deal, moment) if v.pipeline == pipeline)
        for deal in company.deals
        if deal.deal_id in paths
    }
    told = seen(company, moment)
    found: dict[Any, Work] = defaultdict(Work)
    for one in told:
        if not (one.at < until and (first is None or one.at >= first)):
            continue
        if one.deal_id is None:
            if not with_none:
                continue
        elif one.deal_id not in began or began[one.deal_id] >= until:
            continue
        work = found[one.person if by_person else None]
        work.things[thing(one)] += 1
        work.missed += is_missed(one)
        work.touches += is_touch(one)
        if is_talk(one) and one.seconds is not None:
            work.talk.append(one.seconds)
        if one.person is not None and (is_touch(one) or one.kind == "task"):
            work.days.add((one.person, one.at.date()))
        if is_sent(one) and one.kind != "call" and one.at + timedelta(days=3) <= moment:
            work.sent += 1
            work.answered += any(
                is_reply(other) and other.deal_id == one.deal_id is not None and one.at < other.at < one.at + timedelta(days=3)
                for other in told
            )  # fmt: skip
    return found


def touches(company: Company, ask: Ask, outcome: str) -> list[int]:
    """Touches of each deal closed so in the window, up to its closing."""
    found = []
    for deal, own in ask.paths(company):
        end = ending(own)
        if end.outcome == outcome and end.at is not None and (ask.population != "flow" or ask.has(end.at)):
            found.append(
                sum(is_touch(one) for one in seen(company, ask.moment) if one.deal_id == deal.deal_id and one.at <= end.at)
            )  # fmt: skip
    return found


def to_first_reply(company: Company, ask: Ask) -> list[int]:
    """Things sent before the client first answered, of deals that lived in the window and where that was in it."""
    found = []
    for deal, own in ask.paths(company):
        end = ending(own)
        if ask.first is not None and end.at is not None and end.at < ask.first:
            continue
        if ask.last is not None and own[0].entered_at >= ask.last:
            continue
        own_done = [one for one in seen(company, ask.moment) if one.deal_id == deal.deal_id]
        sent = sorted(one.at for one in own_done if is_sent(one))
        replies = [one.at for one in own_done if is_reply(one) and sent and one.at > sent[0]]
        if replies and ask.has(min(replies)):
            found.append(sum(at < min(replies) for at in sent))
    return found
