-- title: Board
-- grain: one row per segment, stage and whole hour of age on it
with facts as (
    select segment, deal_id, pipeline_id, stage_id, position, stage_hours, amount_minor
    from scope
    where outcome = 'open'
)
select segment, pipeline_id, stage_id, position, stage_hours as hours, count(*) as deals,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount,
    count(case when amount_minor is null or amount_minor = 0 then 1 end) as no_amount
from facts
group by segment, pipeline_id, stage_id, position, stage_hours
