-- title: Deals that a score learns from
-- grain: one row per deal
-- When each deal came, how it ended and when; what its outcome is learned from.
with facts as (
    select segment, deal_id, pipeline_id, started_at, outcome, outcome_at, amount_minor, history
    from scope
)
select deal_id, started_at, outcome, coalesce(outcome_at, started_at) as ended_at, case when history = 'complete' then 1 else 0 end as is_complete,
    coalesce(amount_minor, 0) as amount_minor
from facts
