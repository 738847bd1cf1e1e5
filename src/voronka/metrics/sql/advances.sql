-- title: Times to go on
-- grain: one row per segment, position, ending and age since the stage was first reached
-- One row per deal that stood on the stage, and what came of it: further on, lost, handed over, or still open; going back and returning are within.
-- Ages are whole hours in the first two days and whole days after that.
with facts as (
    select segment, deal_id, pipeline_id, position, ending, amount_minor,
        case when hours < 48 then hours else hours - hours % 24 end as hours
    from known_steps
    where not is_filled
)
select segment, position, ending, hours, count(*) as deals
from facts
group by segment, position, ending, hours
