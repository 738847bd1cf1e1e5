-- title: Trust
-- grain: one row
-- How complete the history of the deals in question is.
with facts as (
    select deal_id, pipeline_id, history, amount_minor, outcome from scope
)
select count(*) as deals,
    count(case when history = 'broken' then 1 end) as broken,
    count(case when history = 'inferred' then 1 end) as inferred,
    count(case when amount_minor is null or amount_minor = 0 then 1 end) as no_amount,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
