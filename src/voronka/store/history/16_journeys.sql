insert into derived.journeys
with histories as (
    select lives.deal_no,
        case
            when bool_or(stage_moves.known = 'synthetic') then 'broken'
            when any_value(lives.has_events) then 'complete'
            else 'inferred'
        end as history
    from lives
    join stage_moves on stage_moves.deal_no = lives.deal_no
    group by lives.deal_no
),
ends as (
    select journey_no, any_value(deal_no) as deal_no, any_value(pipe) as pipe,
        max(reached_position) as reached, arg_max(kind, move_no) as last_kind, arg_max(exit, move_no) as last_exit,
        arg_max(entered_at, move_no) as last_entered_at, max(left_at) as last_left_at,
        arg_max(amount_minor, move_no) as last_amount, arg_max(left_amount_minor, move_no) as last_left_amount,
        arg_max(ix, move_no) filter (where kind in ('incoming', 'open')) as last_open_ix,
        max(entered_at) filter (where kind in ('incoming', 'open')) as last_open_at, min(entered_at) as first_entered_at,
        arg_min(coalesce(owner_id, -9223372036854775807), move_no) as first_owner,
        arg_min(coalesce(owner_id, -9223372036854775807), move_no) filter (where kind = 'open') as first_open_owner
    from progress
    group by journey_no
),
ended as (
    select ends.*, pipe_blocks.last_position,
        case
            when last_exit = 'handed_over' then 'handed_over'
            when last_kind in ('won', 'lost', 'deleted') then last_kind
            else 'open'
        end as outcome,
        -- a journey that never stood on a block is told by the last one it skipped
        coalesce(last_open_ix, block_ix.ix) as stage_ix, coalesce(last_open_at, case when block_ix.ix is not null then first_entered_at end) as stage_at
    from ends
    left join pipe_blocks on pipe_blocks.pipe = ends.pipe
    left join block_ix on block_ix.pipe = ends.pipe and block_ix.position = least(ends.reached, pipe_blocks.last_position)
)
select lives.account_id, lives.deal_id, pipelines.pipeline_id, journey_starts.started_at, from_pipelines.pipeline_id,
    ended.outcome,
    case ended.outcome when 'open' then null when 'handed_over' then last_left_at else last_entered_at end,
    case when ended.outcome = 'won' then reached else least(reached, last_position) end,
    open_stage.position, open_stage.stage_id, ended.stage_at,
    nullif(coalesce(first_open_owner, first_owner), -9223372036854775807),
    lives.owner_now,
    case ended.outcome when 'open' then lives.amount_now when 'handed_over' then last_left_amount else last_amount end,
    lives.currency, histories.history
from ended
join journey_starts on journey_starts.journey_no = ended.journey_no
join lives on lives.deal_no = ended.deal_no
join histories on histories.deal_no = ended.deal_no
join (select distinct pipe, pipeline_id from stage_ix) as pipelines on pipelines.pipe = ended.pipe
left join (select distinct pipe, pipeline_id from stage_ix) as from_pipelines on from_pipelines.pipe = journey_starts.from_pipe
left join stage_ix as open_stage on open_stage.ix = ended.stage_ix
order by ended.journey_no;

insert into derived.deals
with present as (
    -- the last stage that is no deletion, and whether the deal stands deleted
    select deal_no, arg_max(ix, move_no) filter (where kind <> 'deleted') as ix, arg_max(kind, move_no) filter (where kind <> 'deleted') as kind,
        arg_max(entered_at, move_no) filter (where kind <> 'deleted') as entered_at, arg_max(kind, move_no) = 'deleted' as is_deleted
    from visits
    group by deal_no
),
histories as (
    select deal_no, bool_or(known = 'synthetic') as is_broken from stage_moves group by deal_no
)
select lives.account_id, lives.deal_id, lives.external_id, lives.name, lives.created_at,
    case when present.kind in ('won', 'lost') then present.entered_at end,
    stage_ix.pipeline_id, stage_ix.stage_id, lives.owner_now, lives.amount_now, lives.currency, present.is_deleted,
    case when histories.is_broken then 'broken' when lives.has_events then 'complete' else 'inferred' end
from lives
join present on present.deal_no = lives.deal_no
join histories on histories.deal_no = lives.deal_no
join stage_ix on stage_ix.ix = present.ix
order by lives.deal_no;
