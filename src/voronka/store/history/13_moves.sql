-- Numbered moves; `came_at` is when the deal came to the stage it leaves.
create or replace temp table moved as
select deal_no, row_no - last_value(case phase when 0 then row_no end ignore nulls) over (rows unbounded preceding) as move_no,
    happened_at, from_ix, to_ix, author_id, is_bulk, known, owner_id, amount_minor,
    case when phase > 0 then came_at end as came_at
from (
    select *, row_number() over () as row_no, lag(happened_at) over () as came_at from flow_state where phase >= 0
);

insert into derived.moves
select lives.account_id, lives.deal_id, moved.move_no, moved.happened_at,
    from_stage.pipeline_id, from_stage.stage_id, to_stage.pipeline_id, to_stage.stage_id,
    hours_between(moved.came_at, moved.happened_at), moved.author_id, moved.owner_id, moved.known,
    moved.is_bulk or (moved.known = 'event' and bulk_moments.moment is not null)
from moved
join lives on lives.deal_no = moved.deal_no
join stage_ix as to_stage on to_stage.ix = moved.to_ix
left join stage_ix as from_stage on from_stage.ix = moved.from_ix
left join derived.build.bulk_moments
    on bulk_moments.account_id = lives.account_id and bulk_moments.author_id = moved.author_id
    and bulk_moments.moment = epoch_us(moved.happened_at) // 10000000
order by moved.deal_no, moved.move_no;

insert into derived.owners
select lives.account_id, lives.deal_id, flow.happened_at, flow.value, flow.is_initial
from flow
join lives on lives.deal_no = flow.deal_no
where flow.phase = -2
order by flow.deal_no, flow.happened_at, flow.line_no;

insert into derived.amounts
select lives.account_id, lives.deal_id, changes.happened_at, case when not changes.is_initial then changes.before end, changes.value, lives.currency,
    stage_ix.pipeline_id, stage_ix.kind, changes.owner_id, changes.is_initial
from (
    select *, lag(value) over () as before, row_number() over () as row_no from flow_state where phase = -1
) as changes
join lives on lives.deal_no = changes.deal_no
join stage_ix on stage_ix.ix = case when changes.moved_deal_no = changes.deal_no then changes.now_ix else lives.initial_ix end
order by changes.row_no;
