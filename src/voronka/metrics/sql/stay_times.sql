-- title: Stay times
-- grain: one row per segment, position and whole hour
-- Of the stays that lasted at least so many hours, how many ended then and how many had not ended yet: what Kaplan and Meier's estimate needs.
with facts as (
    select segment, deal_id, pipeline_id, position, hours, is_exit
    from known_stays
    where kind in ('incoming', 'open') and is_entry and not is_filled
)
select segment, position, hours, count(case when is_exit then 1 end) as ended, count(case when not is_exit then 1 end) as going_on
from facts
group by segment, position, hours
