-- title: Stages in use
-- grain: one row per stage that a deal of the question has stood on
with facts as (
    select deal_id, stage_id from known_stays where not is_filled
)
select stage_id, count(*) as stays
from facts
group by stage_id
