-- title: Hours in which somebody acted
-- grain: one row per segment, person and whole hour; Python puts the hours into days of the account's zone
with facts as (
    select segment, deal_id, pipeline_id, amount_minor, person_id, hour_no
    from known_activities
    where person_id is not null and (is_touch or thing = 'tasks')
)
select segment, person_id, hour_no, count(*) as activities
from facts
group by segment, person_id, hour_no
