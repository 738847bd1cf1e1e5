-- The end of each journey: its last visit, which knows what went before.
create or replace temp table journey_ends as
select *, reach - journey_no * 65536 - 1 as reached,
    case when exit_no = 1 then 'handed_over' when is_block(ix) then 'open' else kind_of(ix) end as outcome
from progress
where is_last;
drop table progress;

insert into derived.journeys
with told as (
    select journey_ends.*, pipe_blocks.pipeline_id, pipe_blocks.last_position, journey_starts.from_pipe,
        -- a journey that never stood on a block is told by the last one it skipped
        coalesce(nullif(block_ix, 0), skipped.ix) as told_ix, case when block_ix <> 0 then block_at when skipped.ix is not null then journey_ends.started_at end as told_at
    from journey_ends
    join pipe_blocks on pipe_blocks.pipe = pipe_of(journey_ends.ix)
    left join journey_starts on journey_starts.journey_no = journey_ends.journey_no
    left join block_ix as skipped on skipped.pipe = pipe_of(journey_ends.ix) and skipped.position = least(journey_ends.reached, pipe_blocks.last_position)
)
select told.account_id, told.deal_id, told.pipeline_id, told.started_at, from_pipelines.pipeline_id,
    told.outcome, case told.outcome when 'open' then null when 'handed_over' then left_at else entered_at end,
    case when told.outcome = 'won' then reached else least(reached, told.last_position) end,
    position_of(told_ix), stage_of(told_ix), told_at,
    nullif(first_owner, -9223372036854775807), lives.owner_now,
    case told.outcome when 'open' then lives.amount_now when 'handed_over' then left_amount_minor else amount_minor end,
    getvariable('currencies')[lives.currency_no],
    case when broken.life_no is not null then 'broken' when lives.has_events then 'complete' else 'inferred' end
from told
join lives on lives.life_no = told.life_no
left join broken on broken.life_no = told.life_no
left join pipe_blocks as from_pipelines on from_pipelines.pipe = told.from_pipe
order by told.account_id, told.started_at, told.deal_id, told.pipeline_id;

insert into derived.deals
with present as (
    select life_no, arg_max(kept_ix, move_no) as ix, arg_max(kept_at, move_no) as entered_at, is_deletion(arg_max(ix, move_no)) as is_deleted
    from journey_ends
    group by life_no
)
select lives.account_id, lives.deal_id, lives.external_id, lives.name, lives.created_at,
    case when is_closed(present.ix) then present.entered_at end, pipeline_of(present.ix), stage_of(present.ix),
    lives.owner_now, lives.amount_now, getvariable('currencies')[lives.currency_no], present.is_deleted,
    case when broken.life_no is not null then 'broken' when lives.has_events then 'complete' else 'inferred' end
from lives
join present on present.life_no = lives.life_no
left join broken on broken.life_no = lives.life_no
order by lives.account_id, lives.deal_id;
