-- title: Transitions, from counts by day
-- grain: one row per pair of stages and whole hour spent on the first
-- Sums what transitions.sql counts.
with facts as (
    select pipeline_id, stage_id as from_stage_id, next_pipeline_id as to_pipeline_id, next_stage_id as to_stage_id, exit as kind, hours, moves as told
    from left_by_day
    union all
    select pipeline_id, cast(null as bigint) as from_stage_id, pipeline_id as to_pipeline_id, stage_id as to_stage_id,
        entered_from as kind, cast(null as bigint) as hours, moves as told
    from arrived_by_day
)
select cast(null as varchar) as segment, pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind, hours, cast(sum(told) as bigint) as moves
from facts
group by pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind, hours
having sum(told) <> 0
