-- title: Losses
-- grain: one row per segment, last open stage, reason and whole day of age at the loss
-- A loss stands at the stage on which the deal stood last, not at the furthest one it had reached: that is where it was given up.
with facts as (
    select segment, deal_id, pipeline_id, position, stage_id, reason, lost_at, hours, amount_minor
    from known_losses
)
select segment, pipeline_id, position, stage_id, reason, hours - hours % 24 as day_hours, count(*) as deals, sum(hours) as hours,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount,
    count(case when amount_minor is null or amount_minor = 0 then 1 end) as no_amount
from facts
group by segment, pipeline_id, position, stage_id, reason, hours - hours % 24
