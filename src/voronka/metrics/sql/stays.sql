-- title: Stays
-- grain: one row per segment, position, way of leaving and whole hour
-- Each uninterrupted time on a stage counts, returns included; a skipped stage has no time. Who was still there when last seen is open.
with facts as (
    select segment, deal_id, pipeline_id, position, owner_id, entered_at, hours, exit, amount_minor
    from known_stays
    where kind in ('incoming', 'open') and is_entry and not is_filled
)
select segment, position, exit, hours, count(*) as stays
from facts
group by segment, position, exit, hours
