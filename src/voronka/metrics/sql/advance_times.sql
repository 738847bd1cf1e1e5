-- title: Times to go on
-- grain: one row per block and age
-- How long past deals that really stood on a block took from first reaching it to going on, in whole hours.
with facts as (
    select segment, deal_id, pipeline_id, position, amount_minor, hours
    from known_steps
    where ending = 'advanced' and not is_filled
)
select position, hours, count(*) as deals
from facts
group by position, hours
