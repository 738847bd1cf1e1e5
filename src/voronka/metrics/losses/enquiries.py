"""Enquiries and what came of each, as known at the as-of time."""

from __future__ import annotations

import re

from voronka.metrics.literals import at_sql
from voronka.metrics.losses.reasons import like_sql
from voronka.metrics.scope import Asked
from voronka.metrics.times.roles import stage_roles

#: An enquiry that nobody has answered for so many days is lost, unless the question names another number.
PATIENCE_DAYS = 14.0
#: What an enquiry was lost by, in the order in which it is told.
CAUSES = ("rejected", "duplicate", "spam", "never_answered", "lost_early")


def patience_days(asked: Asked) -> float:
    """For how many days an enquiry may wait before it counts as lost."""
    return asked.number("horizon") or PATIENCE_DAYS


def qualified_position(asked: Asked) -> int:
    """The block at which an enquiry is qualified: named or guessed by name, else the second open one."""
    assert asked.pipeline is not None
    at = stage_roles(asked).get("qualified")
    if at is not None:
        return at
    opened = {
        one.position for one in asked.pipeline.stages if one.kind == "open" and one.position is not None
    }
    return [*sorted(opened), asked.pipeline.win, asked.pipeline.win][1]


def known_enquiries(asked: Asked, words: set[str]) -> str:
    """One row per enquiry of the population: a deal of the list of unsorted ones, or one that no person entered.

    `cause` is `taken`, `waiting`, or what it was lost by. `sorted_at`: when somebody took or declined it, null where it waits or was never in the list.
    """
    now, is_lost = at_sql(asked.as_of), "enquiry.is_closed and not enquiry.is_qualified"
    told = _told(asked)
    words.update(re.findall(r"scope\.(\w+)", told))
    return f"""
    select enquiry.segment as segment, enquiry.deal_id as deal_id, enquiry.pipeline_id as pipeline_id, enquiry.amount_minor as amount_minor,
        enquiry.is_listed as is_listed, case when enquiry.is_listed then minutes_between(enquiry.came_at, coalesce(enquiry.sorted_at, {now})) end as minutes,
        enquiry.sorted_at is not null as is_sorted,
        case when {is_lost} and enquiry.is_duplicate then 'duplicate' when {is_lost} and enquiry.is_spam then 'spam'
            when {is_lost} and enquiry.accepted_at is null then 'rejected' when {is_lost} and not enquiry.is_answered then 'never_answered'
            when {is_lost} then 'lost_early'
            when enquiry.is_qualified or enquiry.outcome = 'handed_over' or enquiry.accepted_at is not null and enquiry.is_answered then 'taken'
            when hours_between(enquiry.came_at, {now}) >= {round(24 * patience_days(asked))} then 'never_answered' else 'waiting' end as cause
    from ({told}
    ) as enquiry
    where enquiry.outcome <> 'deleted' or enquiry.accepted_at is null"""


def _told(asked: Asked) -> str:
    """What is known of each, without a verdict. Answered: a person of ours called, wrote or met, or moved it on by hand."""
    assert asked.pipeline is not None
    now, account = at_sql(asked.as_of), f"account_id = {asked.account.account_id}"
    pipeline = asked.pipeline.pipeline_id
    onward = (
        ", ".join(str(one.stage_id) for one in asked.pipeline.stages if one.kind in ("open", "won")) or "-1"
    )
    known = f"{account} and moved_at < {now} and to_pipeline_id = {pipeline}"
    if asked.first is not None and not asked.is_closed:
        known += f" and moved_at >= {at_sql(asked.first)}"
    words = f"{account} and name in ('loss_reason', 'tag')"
    return f"""
        select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor, scope.outcome as outcome,
            listed.deal_id is not null as is_listed, coalesce(listed.created_at, scope.started_at) as came_at,
            case when listed.deal_id is null then scope.started_at when listed.accepted_at < {now} then listed.accepted_at end as accepted_at,
            case when listed.declined_at < {now} then listed.declined_at when listed.accepted_at < {now} then listed.accepted_at end as sorted_at,
            scope.outcome in ('lost', 'deleted') as is_closed, scope.furthest >= {qualified_position(asked)} as is_qualified,
            touched.deal_id is not null or moved.deal_id is not null as is_answered,
            coalesce(marked.is_duplicate = 1, false) as is_duplicate, coalesce(marked.is_spam = 1, false) as is_spam
        from scope
        left join (select deal_id, created_at, accepted_at, declined_at from enquiries where {account} and pipeline_id = {pipeline} and created_at < {now}) as listed
            on listed.deal_id = scope.deal_id
        left join (select deal_id from moves where {known} and move_no = 0 and coalesce(author_id, 0) = 0) as born on born.deal_id = scope.deal_id
        left join (
            select deal_id from moves
            where {known} and move_no > 0 and coalesce(author_id, 0) <> 0 and not is_bulk and to_stage_id in ({onward}) group by deal_id
        ) as moved on moved.deal_id = scope.deal_id
        left join (select deal_id from seen_activities where is_touch group by deal_id) as touched on touched.deal_id = scope.deal_id
        left join (
            select held.deal_id as deal_id, max(word.is_duplicate) as is_duplicate, max(word.is_spam) as is_spam
            from (select deal_id, value from attributes where {words} and valid_from < {now} and valid_to >= {now}) as held
            join (
                select value, case when {like_sql("value", "duplicate")} then 1 else 0 end as is_duplicate, case when {like_sql("value", "spam")} then 1 else 0 end as is_spam
                from (select distinct value from attributes where {words}) as spelled
            ) as word on word.value = held.value
            where word.is_duplicate + word.is_spam > 0
            group by held.deal_id
        ) as marked on marked.deal_id = scope.deal_id
        where listed.deal_id is not null or born.deal_id is not null"""
