-- title: Endings
-- grain: one row per segment, furthest position, outcome and completeness of history
-- How a deal ended is told at the furthest stage it reached, so that each stage adds up: reached = reached the next + lost + handed over + open.
with facts as (
    select segment, deal_id, pipeline_id, furthest as position, outcome, history, amount_minor
    from scope
)
select segment, position, outcome, history, count(*) as deals,
    count(case when amount_minor is null or amount_minor = 0 then 1 end) as no_amount,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, position, outcome, history
