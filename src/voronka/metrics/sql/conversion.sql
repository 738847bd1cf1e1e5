-- title: Conversion
-- grain: one row per segment, block, ending and age
-- What Aalen and Johansen's estimate needs: of the deals that reached a block, how long after that they went on, were lost, were handed over, or were
-- last seen still there. A skipped block is passed at once. Ages are whole hours in the first two days and whole days after that.
with facts as (
    select segment, deal_id, pipeline_id, position, ending, is_filled, amount_minor,
        case when hours < 48 then hours else hours - hours % 24 end as hours
    from known_steps
)
select segment, position, ending, hours, count(*) as deals, count(case when is_filled then 1 end) as skipped
from facts
group by segment, position, ending, hours
