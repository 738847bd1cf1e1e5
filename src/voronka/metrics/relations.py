"""What the asker puts in front of a metric's SQL: the tables as they were known at the as-of time, cut to the question.

scope          one row per deal and pipeline (and segment) in the population
known_stays    stays of those deals with their segment; `is_entry`, `is_exit`: entered, left inside the window; `is_start`, `is_end`: stood
               there when the window began, ended; `exit`, `left_at`, `next_…` and `hours` say nothing of what came later
known_moves    moves in the window
known_amounts  changes of amount before the window's end; `is_in`: inside the window
known_reasons  deals that have a loss reason
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from voronka.metrics.dimensions import at_sql, conditions_sql, segment_sql, text_sql, values_sql
from voronka.metrics.scope import Asked

_CLOSED = "('won', 'lost')"


def relations(asked: Asked, sql: str) -> dict[str, str]:
    """Name → SELECT of every relation that `sql` reads, directly or through others, in the order in which they build on each other."""
    found: dict[str, str] = {}

    def add(text: str) -> None:
        for name, make in _RELATIONS.items():
            if name not in found and re.search(rf"\b{name}\b", text):
                body = make(asked)
                add(body)
                found[name] = body

    add(re.sub(r"--.*", "", sql))
    return found


def _place_sql(asked: Asked, alias: str = "") -> str:
    """The account and pipeline of a row, and for a cohort the span of its start: literals, so that whole blocks are skipped."""
    dot = f"{alias}." if alias else ""
    parts = [f"{dot}account_id = {asked.account.account_id}"]
    if asked.pipeline is not None:
        parts.append(f"{dot}pipeline_id = {asked.pipeline.pipeline_id}")
    if asked.population != "flow" and not asked.is_closed:
        if asked.first is not None:
            parts.append(f"{dot}started_at >= {at_sql(asked.first)}")
        if asked.last is not None:
            parts.append(f"{dot}started_at < {at_sql(asked.last)}")
    return " and ".join(parts)


def _money_sql(asked: Asked, column: str) -> str:
    """Amounts in another currency than the account's are not priced."""
    if not asked.names.is_mixed(asked.account.account_id):
        return column
    table = column.rpartition(".")[0]
    currency = f"{table}.currency" if table else "currency"
    return f"case when {currency} = {text_sql(asked.account.currency)} then {column} end"


def _gone(asked: Asked) -> str:
    """Deals that were deleted at the as-of time."""
    account = f"account_id = {asked.account.account_id}"
    if asked.is_now:
        return f"select deal_id from deals where {account} and is_deleted"
    now = at_sql(asked.as_of)
    return f"select deal_id from stays where {account} and kind = 'deleted' and entered_at < {now} and (left_at is null or left_at >= {now})"


def _seen_stays(asked: Asked) -> str:
    """Stays that had begun at the as-of time, blind to what came after it."""
    now = at_sql(asked.as_of)
    return f"""
    select deal_id, pipeline_id, stay_no, stage_id, position, kind, is_filled, entered_at, owner_id, started_at,
        {_money_sql(asked, "amount_minor")} as amount_minor, {_money_sql(asked, "left_amount_minor")} as left_amount_minor,
        case when left_at < {now} then left_at end as left_at
    from stays where {_place_sql(asked)} and entered_at < {now}"""


def _seen_journeys(_: Asked) -> str:
    return """
    select deal_id, pipeline_id, min(started_at) as started_at,
        max(case when kind in ('incoming', 'open') then position end) as furthest,
        max(case when not is_filled then stay_no end) as last_no,
        max(case when kind in ('incoming', 'open') and not is_filled then stay_no end) as stood_no,
        max(case when kind in ('incoming', 'open') then stay_no end) as passed_no,
        min(case when kind = 'open' and not is_filled then stay_no end) as worked_no,
        min(stay_no) as first_no
    from seen_stays group by deal_id, pipeline_id"""


def _seen_amounts(asked: Asked) -> str:
    """Amount at the as-of time: the sum of all changes before it."""
    amount = (
        f"coalesce({_money_sql(asked, 'amount_minor')}, 0) - coalesce({_money_sql(asked, 'before_minor')}, 0)"
    )
    return f"""
    select deal_id, cast(sum({amount}) as bigint) as amount_minor
    from amounts where account_id = {asked.account.account_id} and changed_at < {at_sql(asked.as_of)} group by deal_id"""


def _seen_owners(asked: Asked) -> str:
    known = f"account_id = {asked.account.account_id} and changed_at < {at_sql(asked.as_of)}"
    return f"""
    select owners.deal_id as deal_id, max(owners.owner_id) as owner_id
    from owners join (select deal_id, max(changed_at) as changed_at from owners where {known} group by deal_id) as latest
        on latest.deal_id = owners.deal_id and latest.changed_at = owners.changed_at
    where owners.account_id = {asked.account.account_id} group by owners.deal_id"""


def _known_journeys(asked: Asked) -> str:
    """The journeys as the published table has them, or worked out for an earlier moment from what was known then."""
    if asked.is_now:
        return f"""
    select deal_id, pipeline_id, started_at, furthest, outcome, outcome_at, position, stage_id, stage_at, owner_id, current_owner_id,
        {_money_sql(asked, "amount_minor")} as amount_minor, history
    from journeys where {_place_sql(asked)}"""
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


def _scope(asked: Asked) -> str:
    value, join = segment_sql(asked)
    outcome = "journey.outcome"
    conditions = conditions_sql(asked)
    if asked.population == "flow":
        # Deals that lived in the window; one that closed outside it is neither closed nor open there.
        start, end = asked.window
        conditions.append(f"journey.started_at < {at_sql(end)}")
        if start is not None:
            conditions.append(f"(journey.outcome_at is null or journey.outcome_at >= {at_sql(start)})")
        outcome = f"case when {_inside_sql('journey.outcome_at', *asked.window)} then journey.outcome else 'outside' end"
    if asked.population == "snapshot":
        conditions.append("journey.outcome = 'open'")
    # The bridge shows deletions as a term of its own.
    if asked.metric.name != "bridge":
        conditions.append("journey.deal_id not in (select deal_id from gone)")
    if asked.is_closed and asked.population == "cohort":
        conditions.append(
            f"journey.outcome in {_CLOSED} and {_inside_sql('journey.outcome_at', asked.first, asked.last)}"
        )
    return f"""
    select {value} as segment, journey.deal_id as deal_id, journey.pipeline_id as pipeline_id, journey.started_at as started_at, journey.furthest as furthest,
        {outcome} as outcome, journey.outcome_at as outcome_at, journey.position as position, journey.stage_id as stage_id, journey.stage_at as stage_at,
        journey.owner_id as owner_id, journey.current_owner_id as current_owner_id, journey.amount_minor as amount_minor, journey.history as history,
        hours_between(coalesce(journey.stage_at, journey.started_at), {at_sql(asked.as_of)}) as stage_hours
    from known_journeys as journey{join}{_where(conditions)}"""


def _inside_sql(column: str, start: datetime | None, end: datetime | None) -> str:
    parts = [f"{column} is not null"]
    if start is not None:
        parts.append(f"{column} >= {at_sql(start)}")
    if end is not None:
        parts.append(f"{column} < {at_sql(end)}")
    return " and ".join(parts)


def _where(conditions: list[str]) -> str:
    return "\n    where " + " and ".join(conditions) if conditions else ""


def _is_plain(asked: Asked) -> bool:
    """True when stays need nothing from the journey, so that the largest join of all can be left out."""
    return asked.by is None and not asked.where and not asked.is_closed


def _known_stays(asked: Asked) -> str:
    start, end = asked.window
    finish = at_sql(end)
    known_all = end >= asked.names.known_until
    ended = (
        "stay.left_at is not null" if known_all else f"(stay.left_at is not null and stay.left_at < {finish})"
    )
    begin = at_sql(start) if start else ""
    is_entry = f"stay.entered_at >= {begin}" if start else "true"
    is_exit = f"{ended} and stay.left_at >= {begin}" if start else ended
    is_start = (
        f"stay.entered_at < {begin} and (stay.left_at is null or stay.left_at >= {begin})"
        if start
        else "false"
    )

    def masked(column: str, otherwise: str = "") -> str:
        return (
            f"case when {ended} then stay.{column}{f' else {otherwise}' if otherwise else ''} end as {column}"
        )

    plain = _is_plain(asked)
    conditions = [_place_sql(asked, "stay")]
    if not known_all:
        conditions.append(f"stay.entered_at < {finish}")
    if start:
        conditions.append(f"(stay.left_at is null or stay.left_at >= {begin})")
    if plain and asked.metric.name != "bridge":
        conditions.append("stay.deal_id not in (select deal_id from gone)")
    join = (
        ""
        if plain
        else " join scope on scope.deal_id = stay.deal_id and scope.pipeline_id = stay.pipeline_id"
    )
    return f"""
    select {"cast(null as varchar)" if plain else "scope.segment"} as segment, stay.deal_id as deal_id, stay.pipeline_id as pipeline_id,
        stay.stay_no as stay_no, stay.stage_id as stage_id, stay.position as position, stay.kind as kind, stay.is_filled as is_filled,
        stay.is_reach and {is_entry} as is_reach, stay.is_first_visit and {is_entry} as is_first_visit,
        stay.is_first_back and {is_exit} as is_first_back,
        {is_entry} as is_entry, {is_exit} as is_exit, {is_start} as is_start, not stay.is_filled and not ({ended}) as is_end,
        stay.entered_at as entered_at, {masked("left_at")}, {masked("exit", "'open'")}, stay.entered_from as entered_from, {masked("next_pipeline_id")}, {masked("next_stage_id")},
        {_money_sql(asked, "stay.amount_minor")} as amount_minor, case when {ended} then {_money_sql(asked, "stay.left_amount_minor")} end as left_amount_minor,
        stay.owner_id as owner_id, stay.started_at as started_at, {masked("hours", f"hours_between(stay.entered_at, {finish})")}
    from stays as stay{join}{_where(conditions)}"""


def _known_moves(asked: Asked) -> str:
    pipeline = f" and move.to_pipeline_id = {asked.pipeline.pipeline_id}" if asked.pipeline else ""
    conditions = [
        f"move.account_id = {asked.account.account_id}{pipeline}",
        _inside_sql("move.moved_at", *asked.window),
    ]
    return f"""
    select move.deal_id, move.move_no, move.moved_at, move.from_pipeline_id, move.from_stage_id, move.to_pipeline_id, move.to_stage_id,
        move.hours_before, move.author_id, move.owner_id, move.known, move.is_bulk
    from moves as move{_where(conditions)}"""


def _known_amounts(asked: Asked) -> str:
    start, end = asked.window
    delta = (
        f"coalesce({_money_sql(asked, 'amount_minor')}, 0) - coalesce({_money_sql(asked, 'before_minor')}, 0)"
    )
    return f"""
    select deal_id, pipeline_id, kind, changed_at, {delta} as delta_minor, owner_id, is_initial,
        {f"changed_at >= {at_sql(start)}" if start else "true"} as is_in
    from amounts where account_id = {asked.account.account_id} and changed_at < {at_sql(end)}"""


def _known_reasons(asked: Asked) -> str:
    return f"select distinct deal_id {values_sql(asked, 'loss_reason')}"


_RELATIONS: dict[str, Callable[[Asked], str]] = {
    "gone": _gone,
    "seen_stays": _seen_stays,
    "seen_journeys": _seen_journeys,
    "seen_amounts": _seen_amounts,
    "seen_owners": _seen_owners,
    "known_journeys": _known_journeys,
    "scope": _scope,
    "known_stays": _known_stays,
    "known_moves": _known_moves,
    "known_amounts": _known_amounts,
    "known_reasons": _known_reasons,
}
