-- title: Times to go on
-- grain: one row per segment, position, ending and whole hour since the stage was first reached
-- One row per deal that stood on the stage, and what came of it: further on, lost, handed over, or still open; going back and returning are within.
with facts as (
    select segment, deal_id, pipeline_id, position, ending, hours, amount_minor
    from known_steps
    where not is_filled
)
select segment, position, ending, hours, count(*) as deals
from facts
group by segment, position, ending, hours
