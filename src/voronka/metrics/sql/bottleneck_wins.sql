-- title: Wins after a block
-- grain: one row per segment, block, outcome and age since the deal reached the block
-- What it is worth to bring a deal to a block: how many of those that reached it were won, how fast, and for how much.
with facts as (
    select segment, deal_id, pipeline_id, position, outcome, end_hours as hours, outcome_amount_minor as amount_minor
    from worked_steps
)
select segment, position, outcome, hours, count(*) as deals,
    count(case when outcome = 'won' and amount_minor > 0 then 1 end) as priced,
    cast(coalesce(sum(case when outcome = 'won' then amount_minor end), 0) as bigint) as amount,
    coalesce(sum(case when outcome = 'won' then cast(amount_minor as double) * amount_minor end), 0) as squares
from facts
group by segment, position, outcome, hours
