-- Every stage that ever was, in one strict order (rank), and the block of the funnel it stands in (position).
-- Live stages are those of the pipeline's newest version. A stage that is gone stands right after the last live stage before it
-- in the version that had it; one never seen, after the stage that its deals most often came from.
create or replace temp table new_stages as
with newest as (
    select account_id, pipeline_id, max(seq) as seq from work.recorded_stages group by account_id, pipeline_id
),
seen as (
    select stages.account_id, stages.pipeline_id, stages.stage_id,
        arg_max(stages.name, stages.seq) as name, arg_max(stages.sort, stages.seq) as sort,
        arg_max(stages.kind, stages.seq) as kind, arg_max(stages.color, stages.seq) as color,
        max(stages.seq) as seq, max(stages.seq) = max(newest.seq) as is_live
    from work.recorded_stages as stages
    join newest on newest.account_id = stages.account_id and newest.pipeline_id = stages.pipeline_id
    group by stages.account_id, stages.pipeline_id, stages.stage_id
),
live as (
    select *, row_number() over (
        partition by account_id, pipeline_id
        order by case kind when 'incoming' then 0 when 'open' then 1 when 'won' then 2 else 3 end, sort, stage_id
    ) as place
    from seen where is_live
),
gone as (
    -- `place` of the last live stage before it; none: 0
    select seen.account_id, seen.pipeline_id, seen.stage_id, any_value(seen.name) as name, any_value(seen.sort) as sort,
        any_value(seen.kind) as kind, any_value(seen.color) as color, coalesce(arg_max(live.place, (beside.sort, beside.stage_id)), 0) as place
    from seen
    left join work.recorded_stages as beside
        on beside.account_id = seen.account_id and beside.pipeline_id = seen.pipeline_id and beside.seq = seen.seq
        and (beside.sort, beside.stage_id) < (seen.sort, seen.stage_id)
        and exists (
            select 1 from live where live.account_id = beside.account_id and live.pipeline_id = beside.pipeline_id
            and live.stage_id = beside.stage_id and live.kind in ('incoming', 'open')
        )
    left join live
        on live.account_id = beside.account_id and live.pipeline_id = beside.pipeline_id and live.stage_id = beside.stage_id
    where not seen.is_live
    group by seen.account_id, seen.pipeline_id, seen.stage_id
),
known as (
    select account_id, pipeline_id, stage_id, name, sort, kind, color, true as is_live, 0 as level, place from live
    union all
    select account_id, pipeline_id, stage_id, name, sort, kind, color, false, 1, place from gone
),
unseen as (
    select used.account_id, used.pipeline_id, used.stage_id
    from derived.build.used_stages as used
    left join known on known.account_id = used.account_id and known.pipeline_id = used.pipeline_id and known.stage_id = used.stage_id
    where known.stage_id is null
),
came_from as (
    select unseen.account_id, unseen.pipeline_id, unseen.stage_id, known.stage_id as before_id, known.place, count(*) as times
    from unseen
    join work.recorded_changes as changes
        on changes.account_id = unseen.account_id and changes.after_pipeline_id = unseen.pipeline_id
        and changes.after_stage_id = unseen.stage_id and changes.before_pipeline_id = unseen.pipeline_id and changes.kind = 'stage'
    join known
        on known.account_id = unseen.account_id and known.pipeline_id = unseen.pipeline_id
        and known.stage_id = changes.before_stage_id and known.kind in ('incoming', 'open')
    group by unseen.account_id, unseen.pipeline_id, unseen.stage_id, known.stage_id, known.place
),
inferred as (
    select unseen.account_id, unseen.pipeline_id, unseen.stage_id,
        case
            when accounts.source_kind = 'amocrm' and unseen.stage_id = 142 then 'won'
            when accounts.source_kind = 'amocrm' and unseen.stage_id = 143 then 'lost'
            else 'open'
        end as kind,
        exists (
            select 1 from known where known.account_id = unseen.account_id and known.pipeline_id = unseen.pipeline_id
        ) as has_pipeline,
        coalesce(
            (
                select arg_max(came_from.place, (came_from.times, -came_from.before_id)) from came_from
                where came_from.account_id = unseen.account_id and came_from.pipeline_id = unseen.pipeline_id
                    and came_from.stage_id = unseen.stage_id
            ),
            0
        ) as place
    from unseen
    left join (
        select account_id, arg_max(source_kind, seq) as source_kind from work.recorded_accounts group by account_id
    ) as accounts on accounts.account_id = unseen.account_id
),
everything as (
    select account_id, pipeline_id, stage_id, name, sort, kind, color, not is_live as is_deleted, level, place, true as is_block
    from known
    where level = 0
    union all
    select account_id, pipeline_id, stage_id, name, sort, kind, color, true, level, place, false from known where level = 1
    union all
    -- in a pipeline that nobody ever listed, every stage is a block of its own
    select account_id, pipeline_id, stage_id, '#' || stage_id, null, kind, null, true, 2, place, not has_pipeline from inferred
),
placed as (
    select *,
        case kind when 'incoming' then 0 when 'open' then 1 when 'won' then 2 when 'lost' then 3 else 4 end as class
    from everything
),
ranked as (
    select *,
        row_number() over line as rank,
        sum(case when is_block and kind = 'open' then 1 else 0 end) over (
            partition by account_id, pipeline_id order by class, place, level, sort nulls last, stage_id
            rows between unbounded preceding and current row
        ) as blocks_so_far,
        sum(case when is_block and kind = 'open' then 1 else 0 end) over (partition by account_id, pipeline_id) as blocks
    from placed
    window line as (partition by account_id, pipeline_id order by class, place, level, sort nulls last, stage_id)
)
select account_id, pipeline_id, stage_id, name, sort, rank::integer as rank,
    case kind
        when 'incoming' then 0
        when 'open' then greatest(blocks_so_far, 1)
        when 'won' then blocks + 1
    end::integer as position,
    kind, color, is_deleted
from ranked
union all
select account_id, pipeline_id, -1, 'deleted', null, max(rank)::integer + 1, null, 'deleted', null, false
from ranked
group by account_id, pipeline_id
order by account_id, pipeline_id, stage_id;

-- Numbers for stages, `ix`, that the heavy steps sort and compare: pipeline, class, position and a running number in one, so that a
-- greater ix of the same pipeline stands further on (replay/stages.py reads them).
create or replace temp table stage_ix as
with numbered as (
    select account_id, pipeline_id, stage_id, kind, position, is_deleted,
        dense_rank() over (order by account_id, pipeline_id) as pipe,
        row_number() over (order by account_id, pipeline_id, rank) as no,
        case kind when 'incoming' then 0 when 'open' then 1 when 'won' then 2 when 'lost' then 3 else 4 end as class
    from new_stages
)
select account_id, pipeline_id, stage_id, position, is_deleted, pipe, no, class,
    (pipe << 32) | (class << 28) | (coalesce(position + 1, 0) << 14) | no as ix
from numbered;

-- The stage that gives a block its name: the one still there. A deal that skips the block is put on this stage.
create or replace temp table block_ix as
select pipe, position, arg_min(ix, (is_deleted, ix)) as ix
from stage_ix where class <= 1
group by pipe, position;

create or replace temp table pipe_blocks as
select stage_ix.pipe, any_value(stage_ix.pipeline_id) as pipeline_id,
    min(block_ix.position) as first_position, max(block_ix.position) as last_position,
    arg_min(stage_ix.ix, (stage_ix.is_deleted, stage_ix.ix)) filter (where class = 1) as first_open_ix,
    max(stage_ix.ix) filter (where class = 4) as deletion_ix
from stage_ix
left join block_ix on block_ix.ix = stage_ix.ix
group by stage_ix.pipe;

create or replace temp macro hours_between(from_at, to_at) as cast(floor((epoch_us(to_at) - epoch_us(from_at)) / 3600000000.0) as bigint);
create or replace temp macro pipe_of(ix) as ix >> 32;
