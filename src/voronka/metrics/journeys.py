"""Journeys as of a moment: the published table, or worked out again from what was known then."""

from __future__ import annotations

from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked


def place_sql(asked: Asked, alias: str = "") -> str:
    """The account and pipeline of a row, and the span in which it must have started: literals, so that whole blocks are skipped."""
    dot = f"{alias}." if alias else ""
    parts = [f"{dot}account_id = {asked.account.account_id}"]
    if asked.pipeline is not None:
        parts.append(f"{dot}pipeline_id = {asked.pipeline.pipeline_id}")
    if asked.population != "flow" and not asked.is_closed:
        if asked.first is not None:
            parts.append(f"{dot}started_at >= {at_sql(asked.first)}")
        if asked.last is not None:
            parts.append(f"{dot}started_at < {at_sql(asked.last)}")
    if asked.population == "flow":
        parts.append(f"{dot}started_at < {at_sql(asked.window[1])}")
    return " and ".join(parts)


def money_sql(asked: Asked, column: str) -> str:
    """Amounts in another currency than the account's are not priced."""
    if not asked.names.is_mixed(asked.account.account_id):
        return column
    table = column.rpartition(".")[0]
    currency = f"{table}.currency" if table else "currency"
    return f"case when {currency} = {text_sql(asked.account.currency)} then {column} end"


def gone(asked: Asked) -> str:
    """Deals that were deleted at the as-of time."""
    account = f"account_id = {asked.account.account_id}"
    if asked.is_now:
        return f"select deal_id from deals where {account} and is_deleted"
    now = at_sql(asked.as_of)
    return f"select deal_id from stays where {account} and kind = 'deleted' and entered_at < {now} and (left_at is null or left_at >= {now})"


def seen_stays(asked: Asked) -> str:
    """Stays that had begun at the as-of time, blind to what came after it."""
    now = at_sql(asked.as_of)
    return f"""
    select deal_id, pipeline_id, stay_no, stage_id, position, kind, is_filled, entered_at, owner_id, started_at,
        {money_sql(asked, "amount_minor")} as amount_minor, {money_sql(asked, "left_amount_minor")} as left_amount_minor,
        case when left_at < {now} then left_at end as left_at
    from stays where {place_sql(asked)} and entered_at < {now}"""


def seen_journeys(_: Asked) -> str:
    return """
    select deal_id, pipeline_id, min(started_at) as started_at,
        max(case when kind in ('incoming', 'open') then position end) as furthest,
        max(case when not is_filled then stay_no end) as last_no,
        max(case when kind in ('incoming', 'open') and not is_filled then stay_no end) as stood_no,
        max(case when kind in ('incoming', 'open') then stay_no end) as passed_no,
        min(case when kind = 'open' and not is_filled then stay_no end) as worked_no,
        min(stay_no) as first_no
    from seen_stays group by deal_id, pipeline_id"""


def seen_amounts(asked: Asked) -> str:
    """Amount at the as-of time: the sum of all changes before it."""
    amount = (
        f"coalesce({money_sql(asked, 'amount_minor')}, 0) - coalesce({money_sql(asked, 'before_minor')}, 0)"
    )
    return f"""
    select deal_id, cast(sum({amount}) as bigint) as amount_minor
    from amounts where account_id = {asked.account.account_id} and changed_at < {at_sql(asked.as_of)} group by deal_id"""


def seen_owners(asked: Asked) -> str:
    """Owner at the as-of time; a change at the very moment of creation counts more than what was there first."""
    known = f"account_id = {asked.account.account_id} and changed_at < {at_sql(asked.as_of)}"
    return f"""
    select owners.deal_id as deal_id,
        coalesce(max(case when not owners.is_initial then owners.owner_id end), max(owners.owner_id)) as owner_id
    from owners join (select deal_id, max(changed_at) as changed_at from owners where {known} group by deal_id) as latest
        on latest.deal_id = owners.deal_id and latest.changed_at = owners.changed_at
    where owners.account_id = {asked.account.account_id} group by owners.deal_id"""


def known_journeys(asked: Asked) -> str:
    """The journeys as the published table has them, or worked out for an earlier moment from what was known then."""
    if asked.is_now:
        return f"""
    select deal_id, pipeline_id, started_at, furthest, outcome, outcome_at, position, stage_id, stage_at, owner_id, current_owner_id,
        {money_sql(asked, "amount_minor")} as amount_minor, history
    from journeys where {place_sql(asked)}"""
    return f"""
    select seen_journeys.deal_id as deal_id, seen_journeys.pipeline_id as pipeline_id, seen_journeys.started_at as started_at,
        case when latest.kind = 'won' and latest.left_at is null then latest.position else seen_journeys.furthest end as furthest,
        case when latest.left_at is not null then 'handed_over' when latest.kind in ('won', 'lost', 'deleted') then latest.kind else 'open' end as outcome,
        case when latest.left_at is not null then latest.left_at when latest.kind in ('won', 'lost', 'deleted') then latest.entered_at end as outcome_at,
        stood.position as position, stood.stage_id as stage_id, case when seen_journeys.stood_no is null then seen_journeys.started_at else stood.entered_at end as stage_at, worked.owner_id as owner_id,
        seen_owners.owner_id as current_owner_id,
        case when latest.left_at is not null then latest.left_amount_minor
            when latest.kind in ('won', 'lost', 'deleted') then latest.amount_minor else seen_amounts.amount_minor end as amount_minor,
        deals.history as history
    from seen_journeys
    join seen_stays as latest on latest.deal_id = seen_journeys.deal_id and latest.pipeline_id = seen_journeys.pipeline_id
        and latest.stay_no = seen_journeys.last_no
    left join seen_stays as stood on stood.deal_id = seen_journeys.deal_id and stood.pipeline_id = seen_journeys.pipeline_id
        and stood.stay_no = coalesce(seen_journeys.stood_no, seen_journeys.passed_no)
    left join seen_stays as worked on worked.deal_id = seen_journeys.deal_id and worked.pipeline_id = seen_journeys.pipeline_id
        and worked.stay_no = coalesce(seen_journeys.worked_no, seen_journeys.first_no)
    left join seen_amounts on seen_amounts.deal_id = seen_journeys.deal_id
    left join seen_owners on seen_owners.deal_id = seen_journeys.deal_id
    left join deals on deals.account_id = {asked.account.account_id} and deals.deal_id = seen_journeys.deal_id"""
