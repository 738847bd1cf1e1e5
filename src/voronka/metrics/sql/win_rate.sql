-- title: Win rate
-- grain: one row per segment, outcome and age
-- What Aalen and Johansen's estimate needs: of the deals that came to an age, how many ended then and how, and how many were last seen open.
-- Ages are whole hours in the first two days and whole days after that. The squares of the amounts tell how unequal the deals are.
with facts as (
    select segment, deal_id, pipeline_id, outcome, history, amount_minor,
        case when age_hours < 48 then age_hours else age_hours - age_hours % 24 end as hours
    from scope
)
select segment, outcome, hours, count(*) as deals, count(case when history = 'broken' then 1 end) as broken,
    count(case when amount_minor is null or amount_minor = 0 then 1 end) as no_amount,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount,
    coalesce(sum(cast(amount_minor as double) * cast(amount_minor as double)), 0) as squares
from facts
group by segment, outcome, hours
