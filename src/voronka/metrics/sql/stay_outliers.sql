-- title: Stays that differ
-- grain: one row per segment, position, way of leaving and whole hour
-- Counts what stays.sql counts: each group's stays on a stage are held against those of all others there.
with facts as (
    select segment, deal_id, pipeline_id, position, entered_at, hours, exit, amount_minor
    from known_stays
    where kind in ('incoming', 'open') and is_entry and not is_filled
)
select segment, position, exit, hours, count(*) as stays
from facts
group by segment, position, exit, hours
