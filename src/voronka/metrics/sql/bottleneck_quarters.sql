-- title: Blocks by quarter
-- grain: one row per segment, quarter in which the block was reached, block, ending and age
-- What was attained in one's own past: of the last eight quarters.
with facts as (
    select segment, deal_id, pipeline_id, quarter, position, ending, hours, is_filled, amount_minor
    from worked_steps
    where quarter is not null
)
select segment, quarter, position, ending, hours, count(*) as deals, count(case when is_filled then 1 end) as skipped
from facts
group by segment, quarter, position, ending, hours
