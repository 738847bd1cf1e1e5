-- title: Deal sizes
-- grain: one row per segment, band of the amount, outcome and age
-- The amount is that of the win, of the loss, or of now while a deal is open. Ages are whole hours in the first two days and whole days after that.
with facts as (
    select segment, deal_id, pipeline_id, band, outcome, history, amount_minor,
        case when age_hours < 48 then age_hours else age_hours - age_hours % 24 end as hours
    from scope
)
select segment, band, outcome, hours, count(*) as deals, count(case when history = 'broken' then 1 end) as broken,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, band, outcome, hours
