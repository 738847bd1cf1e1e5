-- title: Stays that differ
-- grain: one row per segment, owner at entry, position, way of leaving and whole hour
-- Each group's stays on a stage are held against those of all others there: by owner, unless the question is split by something else.
with facts as (
    select segment, deal_id, pipeline_id, position, owner_id, entered_at, hours, exit, amount_minor
    from known_stays
    where kind in ('incoming', 'open') and is_entry and not is_filled
)
select segment, owner_id, position, exit, hours, count(*) as stays
from facts
group by segment, owner_id, position, exit, hours
