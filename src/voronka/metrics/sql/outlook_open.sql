-- title: Open deals
-- grain: one row per deal that is open
-- Each with the day since which it stands on its stage, numbered from 3 January 2000, whose it was when it came there, its source, and its amount.
with facts as (
    select deal_id, pipeline_id, segment, stage_id, stage_day, owner_id, source, amount_minor
    from day_open
)
select segment, deal_id, pipeline_id, stage_id, stage_day as day, coalesce(owner_id, 0) as owner_id, coalesce(source, '') as source, coalesce(amount_minor, 0) as amount
from facts
