"""Deals at the blocks they reached, with what a bottleneck is measured by: the quarter, the source, the amount then, and how it all ended."""

from __future__ import annotations

from datetime import timedelta

from voronka.clock import local_day
from voronka.metrics.buckets import Bucket, bucket_sql, buckets
from voronka.metrics.dimensions import band_sql, values_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked

#: Own history of so many quarters says what is attainable.
QUARTERS = 8
#: What was done within so many hours of reaching a block may be a lever; only deals that still stood there then can tell.
EARLY_HOURS = 24
#: Deals that reached a block at least so many hours ago tell what moves them on.
OLD_HOURS = 60 * 24


def quarters(asked: Asked) -> list[Bucket]:
    """The last quarters up to the as-of time, the present one included."""
    today = local_day(asked.as_of - timedelta(microseconds=1), asked.account.timezone)
    return buckets(today - timedelta(days=91 * QUARTERS), today + timedelta(days=1), "quarter")[-QUARTERS:]


def worked_steps(asked: Asked, words: set[str]) -> str:
    """`known_steps` with ages in whole days beyond the second, `end_hours` from reaching the block to the deal's end, and the `quarter` of reaching it.

    `touches` within the first day there; `is_prompt`: somebody wrote or called within an hour of the deal's start; `is_there`: the deal stood there for
    that day; `is_old`: it came long enough ago to tell.
    """
    words |= {
        "position",
        "entered_at",
        "started_at",
        "ending",
        "hours",
        "is_filled",
        "owner_id",
        "amount_minor",
        "history",
    }
    words |= {"outcome", "outcome_at", "outcome_amount_minor"}
    now = at_sql(asked.as_of)
    quarter = bucket_sql("step.entered_at", quarters(asked), asked.account.timezone)
    columns = {
        "end_hours": _coarse(f"hours_between(step.entered_at, coalesce(step.outcome_at, {now}))"),
        "quarter": quarter,
        "source": "held.source",
        "band": "0"
        if asked.account.source_kind == "files"
        else f"case when step.history = 'complete' then {band_sql('step.amount_minor')} else 0 end",
        "touches": "coalesce(done.touches, 0)",
        "is_prompt": "coalesce(done.is_prompt, 0) = 1",
        "is_there": f"step.hours >= {EARLY_HOURS}",
        "is_old": f"hours_between(step.entered_at, {now}) >= {OLD_HOURS}",
    }
    chosen = ", ".join(f"{sql} as {name}" for name, sql in columns.items() if name in words)
    joins = (_source(asked) if "source" in words else "") + (_touches() if "touches" in words else "")
    return f"""
    select step.segment as segment, step.deal_id as deal_id, step.pipeline_id as pipeline_id, step.position as position, step.owner_id as owner_id,
        step.ending as ending, step.is_filled as is_filled, step.outcome as outcome, step.amount_minor as amount_minor,
        step.outcome_amount_minor as outcome_amount_minor, {_coarse("step.hours")} as hours, {chosen}
    from known_steps as step{joins}"""


def _coarse(hours: str) -> str:
    return f"case when {hours} < 48 then {hours} else {hours} - {hours} % 24 end"


def _source(asked: Asked) -> str:
    return f"""
    left join (select deal_id, min(value) as source {values_sql(asked, "source")} group by deal_id) as held on held.deal_id = step.deal_id"""


def _touches() -> str:
    return f"""
    left join (
        select place.deal_id as deal_id, place.pipeline_id as pipeline_id, place.position as position, place.segment as segment,
            count(case when act.is_touch and act.happened_at >= place.entered_at
                and hours_between(place.entered_at, act.happened_at) < {EARLY_HOURS} then 1 end) as touches,
            max(case when act.is_sent and act.happened_at >= place.started_at
                and hours_between(place.started_at, act.happened_at) < 1 then 1 else 0 end) as is_prompt
        from known_steps as place join seen_activities as act on act.deal_id = place.deal_id
        group by place.deal_id, place.pipeline_id, place.position, place.segment
    ) as done on done.deal_id = step.deal_id and done.pipeline_id = step.pipeline_id and done.position = step.position
        and coalesce(cast(done.segment as varchar), '') = coalesce(cast(step.segment as varchar), '')"""
