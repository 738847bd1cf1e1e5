"""Deals that stand still: named one by one, with the money that their waiting costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.language import Phrase, say
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import find
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.chances import PARTS
from voronka.metrics.times.norms import history_statements, measure
from voronka.metrics.times.standing import Norms, snoozed
from voronka.metrics.wording import deals_text, names_text, sum_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.context import Snooze
from voronka.model.money import Money

#: Rows, unless the question says how many.
TOP = 50
STUCK = ("both", "falling", "old")
CONDITIONS = {
    "open": "true",
    "fine": "why = 'fine'",
    "stuck": "why in ('both', 'falling', 'old') and not is_snoozed",
    **{why: f"why = '{why}' and not is_snoozed" for why in (*STUCK, "dead")},
    "snoozed": "why <> 'fine' and is_snoozed",
}


def settle(engine: Engine, asked: Asked) -> Norms:
    """What is normal on each stage."""
    return measure(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order: what is normal, how many are stuck, and which."""
    return [*history_statements(asked), statement_sql(replace(asked, by=None), "stuck"), _list_sql(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per stuck deal, the most money at risk first; dead ones and then those set aside behind all others."""
    counted = rows(engine.run(statement_sql(replace(asked, by=None), "stuck")))
    listed = rows(engine.run(_list_sql(asked)))
    names = labels(asked, list(dict.fromkeys(row["segment"] for row in listed)))
    aside = {one.deal_id: one for one in snoozed(asked)}
    found = [_row(asked, names.get(row["segment"]), row, aside) for row in listed]
    totals = totals_of(asked, counted)
    return Found(found, totals=totals, findings=findings(asked, totals))


def facts(asked: Asked, cell: Cell) -> Facts:
    """Open deals, by what is the matter with them."""
    return Facts("stuck", CONDITIONS[cell.figure], asked)


def totals_of(asked: Asked, counted: list[dict[str, Any]]) -> dict[str, Any]:
    """How many deals are stuck, dead and set aside, and for how much; of several segments one deal may be counted more than once."""
    currency = asked.account.currency

    def part(name: str, whys: tuple[str, ...], is_snoozed: bool) -> int:
        return sum(
            int(row[name]) for row in counted if row["why"] in whys and bool(row["is_snoozed"]) is is_snoozed
        )

    return {
        "stuck": part("deals", STUCK, False),
        "stuck_amount": Money(part("amount", STUCK, False), currency),
        "at_risk": Money(part("risk", STUCK, False), currency),
        "dead": part("deals", ("dead",), False),
        "dead_amount": Money(part("amount", ("dead",), False), currency),
        "snoozed": part("deals", (*STUCK, "dead"), True),
    }


def findings(asked: Asked, totals: dict[str, Any]) -> tuple[Phrase, ...]:
    """What is to be done about them."""
    found = [_stuck_text(totals) if totals["stuck"] else say("No living deal is stuck.")]
    if totals["dead"]:
        found.append(
            say(
                "{deals} have stood longer than any deal that was won in the end: close them, they only blur the picture.",
                deals=_worth(totals["dead"], totals["dead_amount"]),
            )
        )
    if totals["snoozed"]:
        reasons = Counter(one.reason for one in snoozed(asked)).most_common(3)
        found.append(
            say(
                "Set aside on purpose: {deals} ({reasons}).",
                deals=deals_text(totals["snoozed"]),
                reasons=", ".join(reason for reason, _ in reasons),
            )
        )
    norms = asked.settled
    if isinstance(norms, Norms) and (
        unknown := [at for at, days in sorted(norms.days.items()) if days is None]
    ):
        assert asked.pipeline is not None
        blocks = [asked.pipeline.block(position) for position in unknown]
        found.append(
            say(
                "No length of stay can be called normal where too few stays have ended, or too many never do: {stages}.",
                stages=names_text(one.name for one in blocks if one),
            )
        )
    return tuple(found)


def _stuck_text(totals: dict[str, Any]) -> Phrase:
    deals = _worth(totals["stuck"], totals["stuck_amount"])
    if not totals["at_risk"].minor:
        return say("{deals} stand longer than is normal or have lost half of their chance.", deals=deals)
    return say(
        "{deals} stand longer than is normal or have lost half of their chance; their waiting puts {risk} at risk.",
        deals=deals,
        risk=sum_text(totals["at_risk"]),
    )


def _worth(number: int, amount: Money) -> Phrase:
    """So many deals, for so much; where no amount is known, without."""
    if not amount.minor:
        return deals_text(number)
    return say("{deals} for {amount}", deals=deals_text(number), amount=sum_text(amount))


def _list_sql(asked: Asked) -> str:
    account, top = asked.account.account_id, int(asked.number("top") or TOP)
    return statement_sql(
        asked,
        "stuck",
        f"""select facts.segment as segment, facts.deal_id as deal_id, deals.external_id as external_id, deals.name as name, people.name as manager,
    facts.pipeline_id as pipeline_id, facts.stage_id as stage_id, facts.position as position, facts.hours as hours, facts.norm_hours as norm_hours,
    facts.chance as chance, facts.fresh as fresh, facts.amount_minor as amount_minor, facts.risk_minor as risk_minor, facts.why as why
from facts
left join deals on deals.account_id = {account} and deals.deal_id = facts.deal_id
left join people on people.account_id = {account} and people.person_id = facts.owner_id
where facts.why <> 'fine'
order by case when facts.is_snoozed then 1 else 0 end, case when facts.why = 'dead' then 1 else 0 end, facts.risk_minor desc, facts.amount_minor desc nulls last, facts.hours desc, facts.deal_id, facts.segment
limit {top}""",
    )


def _row(asked: Asked, segment: str | None, row: dict[str, Any], aside: dict[int, Snooze]) -> Row:
    stage = find(asked, row["pipeline_id"], row["stage_id"])[1]
    currency, snooze = asked.account.currency, aside.get(row["deal_id"])
    return {
        "segment": segment,
        "account_id": asked.account.account_id,
        "deal_id": row["deal_id"],
        "external_id": row["external_id"],
        "name": row["name"],
        "manager": row["manager"],
        "stage": stage.name if stage else None,
        "stage_id": row["stage_id"],
        "position": row["position"],
        "age_days": row["hours"] / 24,
        "norm_days": None if row["norm_hours"] is None else row["norm_hours"] / 24,
        "chance": None if row["chance"] is None else row["chance"] / PARTS,
        "fresh_chance": None if row["fresh"] is None else row["fresh"] / PARTS,
        "amount": None if row["amount_minor"] is None else Money(int(row["amount_minor"]), currency),
        "at_risk": None if row["fresh"] is None else Money(int(row["risk_minor"]), currency),
        "why": row["why"],
        "snoozed_until": snooze.until.isoformat() if snooze else None,
        "snooze_reason": snooze.reason if snooze else None,
    }
