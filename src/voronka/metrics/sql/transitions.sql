-- title: Transitions
-- grain: one row per segment, pair of stages and whole hour spent on the first
-- Every leaving of a stage is a move, and so is every arrival: creation and hand-over from another pipeline have no stage before.
with facts as (
    select segment, deal_id, pipeline_id, stage_id as from_stage_id, next_pipeline_id as to_pipeline_id, next_stage_id as to_stage_id,
        exit as kind, hours, left_at as moved_at, left_amount_minor as amount_minor
    from known_stays
    where is_exit and not is_filled
    union all
    select segment, deal_id, pipeline_id, cast(null as bigint) as from_stage_id, pipeline_id as to_pipeline_id, stage_id as to_stage_id,
        entered_from as kind, cast(null as bigint) as hours, entered_at as moved_at, amount_minor
    from known_stays
    where is_entry and not is_filled and entered_from in ('created', 'other_pipeline')
)
select segment, pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind, hours, count(*) as moves
from facts
group by segment, pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind, hours
