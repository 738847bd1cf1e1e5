-- title: Activity
-- grain: one row per segment and sort of activity
with facts as (
    select segment, deal_id, pipeline_id, amount_minor, activity_id, thing, is_missed, is_talk, is_touch, person_id, person,
        kind, direction, happened_at, seconds, result
    from known_activities
)
select segment, thing, count(*) as activities, count(case when is_missed then 1 end) as missed, count(case when is_touch then 1 end) as touches
from facts
group by segment, thing
