-- title: Closings
-- grain: one row per segment and outcome
-- What a CRM's own report counts: deals that were closed in the period, whenever they came in; open ones are not in it.
with facts as (
    select segment, deal_id, pipeline_id, outcome, amount_minor
    from scope
    where outcome in ('won', 'lost')
)
select segment, outcome, count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, outcome
