-- title: Open deals
-- grain: one row per deal that is open
-- Each with the day since which it stands on its stage, numbered from 3 January 2000, and its amount.
with facts as (
    select deal_id, pipeline_id, segment, stage_id, stage_day, amount_minor
    from day_open
)
select segment, deal_id, pipeline_id, stage_id, stage_day as day, coalesce(amount_minor, 0) as amount
from facts
