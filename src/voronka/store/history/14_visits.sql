-- Journeys: one per deal and pipeline, numbered in the order in which stays are stored.
create or replace temp table journey_starts as
select row_number() over (order by lives.account_id, arrivals.started_at, lives.deal_id, arrivals.pipe)::bigint as journey_no,
    arrivals.deal_no, arrivals.pipe, arrivals.started_at, arrivals.from_pipe
from (
    select moved.deal_no, to_stage.pipe, min(moved.happened_at) as started_at, arg_min(coalesce(from_stage.pipe, 0), moved.move_no) as from_pipe
    from moved
    join stage_ix as to_stage on to_stage.ix = moved.to_ix
    left join stage_ix as from_stage on from_stage.ix = moved.from_ix
    where moved.move_no = 0 or from_stage.pipe <> to_stage.pipe
    group by moved.deal_no, to_stage.pipe
) as arrivals
join lives on lives.deal_no = arrivals.deal_no;

-- A visit is an uninterrupted time on one stage. Going from one won (or lost) stage to another of the pipeline is no new one.
create or replace temp table visits as
with kept as (
    select moved.deal_no, moved.move_no, moved.happened_at as entered_at, moved.from_ix, moved.to_ix as ix, moved.owner_id, moved.amount_minor
    from moved
    join stage_ix as to_stage on to_stage.ix = moved.to_ix
    left join stage_ix as from_stage on from_stage.ix = moved.from_ix
    where from_stage.ix is null or to_stage.kind not in ('won', 'lost') or from_stage.kind <> to_stage.kind or from_stage.pipe <> to_stage.pipe
    order by moved.deal_no, moved.move_no
),
followed as (
    select *, lead(deal_no) over () = deal_no as is_followed, lead(entered_at) over () as next_at, lead(ix) over () as next_ix,
        lead(amount_minor) over () as next_amount
    from kept
)
select journey_starts.journey_no, followed.move_no, followed.deal_no, followed.ix, stage_ix.kind, stage_ix.position, stage_ix.pipe, pipe_blocks.first_position,
    followed.entered_at, case when is_followed then next_at end as left_at, followed.from_ix, case when is_followed then next_ix end as next_ix,
    followed.owner_id, followed.amount_minor, case when is_followed then next_amount else lives.amount_now end as left_amount_minor,
    case
        when is_followed is not true then 'open'
        when next_stage.pipe <> stage_ix.pipe then 'handed_over'
        when next_stage.kind = 'deleted' then 'deleted'
        when stage_ix.kind in ('won', 'lost', 'deleted') then 'reopened'
        when next_stage.kind in ('won', 'lost') then next_stage.kind
        when next_ix > followed.ix then 'advanced'
        else 'moved_back'
    end as exit,
    case
        when from_stage.ix is null then 'created'
        when from_stage.pipe <> stage_ix.pipe then 'other_pipeline'
        when from_stage.kind in ('won', 'lost', 'deleted') then from_stage.kind
        else 'moved'
    end as entered_from
from followed
join lives on lives.deal_no = followed.deal_no
join stage_ix on stage_ix.ix = followed.ix
left join pipe_blocks on pipe_blocks.pipe = stage_ix.pipe
left join stage_ix as from_stage on from_stage.ix = followed.from_ix
left join stage_ix as next_stage on next_stage.ix = followed.next_ix
join journey_starts on journey_starts.deal_no = followed.deal_no and journey_starts.pipe = stage_ix.pipe
order by journey_starts.journey_no, followed.move_no;
