-- title: Times to win
-- grain: one row per age
-- How long past wins took, in whole hours from the deal's start: the default horizon is the time by which 90 % of them had happened.
with facts as (
    select segment, deal_id, pipeline_id, amount_minor, age_hours as hours
    from scope
    where outcome = 'won'
)
select hours, count(*) as deals
from facts
group by hours
