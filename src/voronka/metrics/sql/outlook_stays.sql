-- title: Stays by local day
-- grain: one row per pipeline, stage, next stage, way in and out, day of entry and day of exit
-- Days are numbered from 3 January 2000, a Monday; a stay that goes on has no day of exit.
with facts as (
    select deal_id, pipeline_id, segment, amount_minor, stage_id, kind, next_stage_id, exit, entered_from, entered_day, left_day
    from day_stays
    where kind in ('incoming', 'open') and not is_filled
)
select pipeline_id, stage_id, coalesce(next_stage_id, -1) as next_stage_id, exit, entered_from, entered_day, coalesce(left_day, -1) as left_day, count(*) as stays
from facts
group by pipeline_id, stage_id, next_stage_id, exit, entered_from, entered_day, left_day
