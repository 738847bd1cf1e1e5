-- title: Volume
-- grain: one row per segment, bucket and term
-- What stood open when the first bucket began, and what came and went in each: open deals at the end of a bucket are the sum of all events up to it.
-- A deal counts once per bucket and term; `events` counts how often it came (+) or went (-), `delta_minor` is what that did to the open sum.
with worth_before as (
    select deal_id, sum(delta_minor) as amount_minor from known_amounts where not is_in group by deal_id
),
events as (
    select dated_stays.segment as segment, dated_stays.deal_id as deal_id, dated_stays.pipeline_id as pipeline_id, cast(null as integer) as bucket,
        'open_start' as term, 1 as events, worth_before.amount_minor as amount_minor, worth_before.amount_minor as delta_minor
    from dated_stays left join worth_before on worth_before.deal_id = dated_stays.deal_id
    where dated_stays.is_start
    union all
    select segment, deal_id, pipeline_id, entered_bucket as bucket,
        case when entered_from in ('created', 'other_pipeline') then 'new' else 'reopened' end as term, 1 as events, amount_minor, amount_minor as delta_minor
    from dated_stays
    where is_entry and entered_from <> 'moved'
    union all
    select segment, deal_id, pipeline_id, left_bucket as bucket,
        case when exit in ('won', 'lost') then exit else 'gone' end as term, -1 as events, left_amount_minor as amount_minor, -left_amount_minor as delta_minor
    from dated_stays
    where is_exit and exit in ('won', 'lost', 'deleted', 'handed_over')
    union all
    select scope.segment as segment, dated_amounts.deal_id as deal_id, dated_amounts.pipeline_id as pipeline_id,
        dated_amounts.changed_bucket as bucket, 'revalued' as term, 0 as events, dated_amounts.delta_minor as amount_minor, dated_amounts.delta_minor as delta_minor
    from dated_amounts join scope on scope.deal_id = dated_amounts.deal_id and scope.pipeline_id = dated_amounts.pipeline_id
),
facts as (
    select segment, deal_id, pipeline_id, bucket, term, cast(sum(events) as bigint) as events,
        cast(coalesce(sum(amount_minor), 0) as bigint) as amount_minor, cast(coalesce(sum(delta_minor), 0) as bigint) as delta_minor
    from events
    group by segment, deal_id, pipeline_id, bucket, term
)
select segment, bucket, term, count(*) as deals, cast(sum(events) as bigint) as events, cast(sum(amount_minor) as bigint) as amount,
    cast(sum(delta_minor) as bigint) as delta
from facts
group by segment, bucket, term
