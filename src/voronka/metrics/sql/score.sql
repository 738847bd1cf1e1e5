-- title: Open deals to be scored
-- grain: one row per segment and position
-- Deals that are open, each with where it stands and for how much: what a chance is told for.
with facts as (
    select segment, deal_id, pipeline_id, stage_id, position, current_owner_id as owner_id, stage_hours, age_hours, amount_minor, outcome
    from scope
    where outcome = 'open'
)
select segment, position, count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, position
