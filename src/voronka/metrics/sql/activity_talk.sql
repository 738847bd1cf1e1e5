-- title: Talk time
-- grain: one row per segment and length of a call in seconds
with facts as (
    select segment, deal_id, pipeline_id, amount_minor, seconds
    from known_activities
    where is_talk and seconds is not null
)
select segment, seconds, count(*) as calls
from facts
group by segment, seconds
