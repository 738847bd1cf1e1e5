-- title: Incoming
-- grain: one row per segment and what came of the enquiries
with facts as (
    select segment, deal_id, pipeline_id, cause, is_listed, amount_minor
    from known_enquiries
)
select segment, cause, count(*) as enquiries, count(case when is_listed then 1 end) as listed
from facts
group by segment, cause
