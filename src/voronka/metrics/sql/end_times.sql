-- title: Times to end
-- grain: one row per segment, furthest block, outcome and age
-- How old deals were when they ended, or were last seen open, by the furthest block they had reached.
with facts as (
    select segment, deal_id, pipeline_id, furthest as position, outcome, history, amount_minor,
        case when age_hours < 48 then age_hours else age_hours - age_hours % 24 end as hours
    from scope
)
select segment, position, outcome, hours, count(*) as deals, count(case when history = 'broken' then 1 end) as broken
from facts
group by segment, position, outcome, hours
