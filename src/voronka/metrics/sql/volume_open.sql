-- title: Volume: what was open
-- grain: one row per segment and bucket
-- Deals on an incoming or open stage when the bucket ended, and what they were worth then.
with worth as (
    select known_amounts.deal_id as deal_id, marks.bucket as bucket, sum(known_amounts.delta_minor) as amount_minor
    from marks cross join known_amounts
    where known_amounts.changed_at < marks.ends_at
    group by known_amounts.deal_id, marks.bucket
),
here as (
    select known_stays.segment as segment, known_stays.deal_id as deal_id, known_stays.pipeline_id as pipeline_id, marks.bucket as bucket
    from marks cross join known_stays
    where not known_stays.is_filled and known_stays.kind in ('incoming', 'open')
        and known_stays.entered_at < marks.ends_at and (known_stays.left_at is null or known_stays.left_at >= marks.ends_at)
),
facts as (
    select here.segment as segment, here.deal_id as deal_id, here.pipeline_id as pipeline_id, here.bucket as bucket,
        cast(coalesce(worth.amount_minor, 0) as bigint) as amount_minor
    from here left join worth on worth.deal_id = here.deal_id and worth.bucket = here.bucket
)
select segment, bucket, count(*) as deals, cast(sum(amount_minor) as bigint) as amount
from facts
group by segment, bucket
