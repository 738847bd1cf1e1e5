-- title: Blocks by manager
-- grain: one row per segment, owner at the block, block, ending and age
-- What is attained by one's own people, in the last eight quarters; and how many of those deals were won in the end.
with facts as (
    select segment, deal_id, pipeline_id, quarter, owner_id, position, ending, hours, is_filled, outcome, amount_minor
    from worked_steps
    where quarter is not null
)
select segment, owner_id, position, ending, hours, count(*) as deals, count(case when is_filled then 1 end) as skipped,
    count(case when outcome = 'won' then 1 end) as won
from facts
group by segment, owner_id, position, ending, hours
