-- title: Waits of enquiries
-- grain: one row per segment, whole minute and whether somebody took or declined the enquiry then or it still waits
with facts as (
    select segment, deal_id, pipeline_id, minutes, is_sorted, amount_minor
    from known_enquiries
    where is_listed
)
select segment, minutes, is_sorted, count(*) as enquiries
from facts
group by segment, minutes, is_sorted
