"""Relations for reconciling with the CRM's own report: what it counts, and beside it what we count."""

from __future__ import annotations

import re
from datetime import datetime

from voronka.metrics.journeys import money_sql, place_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked


def closed_in_crm(asked: Asked, _: set[str]) -> str:
    """Deals that a CRM's report of the period shows: in the pipeline and closed as things stand, with their present amount and owner."""
    if not asked.is_now:
        return f"""
    select journey.deal_id as deal_id, journey.pipeline_id as pipeline_id, journey.outcome as outcome,
        seen_amounts.amount_minor as amount_minor, journey.current_owner_id as owner_id
    from known_journeys as journey left join seen_amounts on seen_amounts.deal_id = journey.deal_id
    where journey.outcome in ('won', 'lost'){_inside_sql(asked, "journey.outcome_at")}"""
    return f"""
    select deals.deal_id as deal_id, deals.pipeline_id as pipeline_id, stages.kind as outcome,
        {money_sql(asked, "deals.amount_minor")} as amount_minor, deals.owner_id as owner_id
    from deals join stages on stages.account_id = deals.account_id and stages.pipeline_id = deals.pipeline_id and stages.stage_id = deals.stage_id
    where deals.account_id = {asked.account.account_id} and not deals.is_deleted and stages.kind in ('won', 'lost'){_inside_sql(asked, "deals.closed_at")}"""


def opened_again(asked: Asked, _: set[str]) -> str:
    """Deals that had been closed and were opened again."""
    return f"""
    select distinct deal_id, pipeline_id from stays
    where {place_sql(asked)} and kind in ('won', 'lost') and exit = 'reopened' and left_at < {at_sql(asked.as_of)}"""


def sides(asked: Asked, words: set[str]) -> str:
    """Every deal of the pipeline as both sides see it. `is_theirs`: the CRM's report of the period shows it; `is_ours`: it came in in the period."""
    owner, join = _owner_sql(asked)
    text = f"""
    select scope.segment as segment, {owner or "scope.segment"} as crm_segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id,
        scope.outcome as outcome, coalesce(scope.amount_minor, 0) as amount_minor, closed_in_crm.outcome as crm_outcome,
        coalesce(closed_in_crm.amount_minor, 0) as crm_amount_minor, closed_in_crm.deal_id is not null as is_theirs,
        scope.started_at is not null{_inside_sql(asked, "scope.started_at")} as is_ours,
        scope.outcome_at is not null{_inside_sql(asked, "scope.outcome_at")} as is_closed_then,
        {_before_sql(asked)} as is_older, opened_again.deal_id is not null as is_reopened
    from scope left join closed_in_crm on closed_in_crm.deal_id = scope.deal_id and closed_in_crm.pipeline_id = scope.pipeline_id
    left join opened_again on opened_again.deal_id = scope.deal_id and opened_again.pipeline_id = scope.pipeline_id{join}"""
    words.update(re.findall(r"scope\.(\w+)", text))
    return text


def _owner_sql(asked: Asked) -> tuple[str, str]:
    """Whose a deal is in the CRM's report, where the question is split by people, and the join it needs."""
    if asked.by is not None and asked.by.name == "manager":
        return (
            "case when closed_in_crm.deal_id is null then scope.segment else closed_in_crm.owner_id end",
            "",
        )
    if asked.by is not None and asked.by.name == "team":
        people = f"(select person_id, team_id from people where account_id = {asked.account.account_id})"
        return (
            "case when closed_in_crm.deal_id is null then scope.segment else present.team_id end",
            f"\n    left join {people} as present on present.person_id = closed_in_crm.owner_id",
        )
    return "", ""


def _bounds(asked: Asked) -> tuple[datetime, datetime] | None:
    """The period of the question, whatever deals it picks them by."""
    period = asked.question.period
    return period.bounds(asked.account.timezone) if period else None


def _inside_sql(asked: Asked, column: str) -> str:
    if (bounds := _bounds(asked)) is None:
        return ""
    return f" and {column} >= {at_sql(bounds[0])} and {column} < {at_sql(bounds[1])}"


def _before_sql(asked: Asked) -> str:
    bounds = _bounds(asked)
    return f"scope.started_at < {at_sql(bounds[0])}" if bounds else "false"
