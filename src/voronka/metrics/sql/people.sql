-- title: People
-- grain: one row per segment, outcome and whole hour of age
-- Deals that somebody took on, that is, that reached the first open stage: those that nobody took are nobody's doing.
with facts as (
    select segment, deal_id, pipeline_id, outcome, hours, amount_minor
    from taken
)
select segment, outcome, hours, count(*) as deals, count(case when amount_minor > 0 then 1 end) as priced,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, outcome, hours
