-- How far the journey had come before each visit (`far`), from passes over the visits in order. A journey that begins closed counts as
-- having reached the first block.
create or replace temp table progress as
with begun as (
    select *, journey_no is distinct from lag(journey_no) over () as is_first from visits
),
entered as (
    select *, case when is_first then coalesce(position, first_position) else position end as reached_position from begun
),
reached as (
    -- journeys are numbered upwards, so the running maximum never carries over from one to the next
    select *, max(journey_no * 65536 + coalesce(reached_position + 1, 0)) over (rows unbounded preceding) as reach from entered
)
select *,
    case
        when is_first then coalesce(first_position, 1) - 1
        else greatest(lag(reach) over () - journey_no * 65536 - 1, coalesce(first_position, 1) - 1)
    end as far
from reached;

-- Of visits to a block not beyond what was reached, those that saw this block before.
create or replace temp table seen_before as
select returns.journey_no, returns.move_no
from progress as returns
semi join visits
    on visits.journey_no = returns.journey_no and visits.position = returns.position and visits.move_no < returns.move_no
where returns.position <= returns.far;

create or replace temp table first_backs as
select journey_no, min(move_no) as move_no
from visits
where exit = 'moved_back'
group by journey_no, position;

insert into derived.stays
with steps as (
    -- a visit beyond the next block brings a row for each block between; the visit's own row comes last
    select *, unnest(
        case
            when position > far + 1 then range(far + 1, position + 1)
            when is_first and position is null and first_position is not null then [first_position, null]
            else [position]
        end
    ) as step
    from progress
),
numbered as (
    select *, step is not null and step is distinct from position as is_filled, row_number() over () as row_no,
        lag(journey_no) over () is distinct from journey_no as is_journey_start
    from steps
),
placed as (
    select *, row_no - last_value(case when is_journey_start then row_no end ignore nulls) over (rows unbounded preceding) as stay_no
    from numbered
)
select lives.account_id, lives.deal_id, stage.pipeline_id, placed.stay_no, stage.stage_id, stage.position, stage.kind,
    placed.is_filled,
    coalesce(placed.is_filled or placed.position > placed.far, false) as is_reach,
    not placed.is_filled and placed.position is not null and seen_before.move_no is null as is_first_visit,
    not placed.is_filled and placed.position is not null and first_backs.move_no is not null as is_first_back,
    placed.entered_at, case when placed.is_filled then placed.entered_at else placed.left_at end,
    case when placed.is_filled then 0 else hours_between(placed.entered_at, placed.left_at) end,
    case when placed.is_filled then 'advanced' else placed.exit end,
    placed.entered_from,
    next_stage.pipeline_id, next_stage.stage_id,
    placed.amount_minor, case when placed.is_filled then placed.amount_minor else placed.left_amount_minor end,
    lives.currency, placed.owner_id, journey_starts.started_at
from placed
join lives on lives.deal_no = placed.deal_no
join journey_starts on journey_starts.journey_no = placed.journey_no
left join block_ix on block_ix.pipe = placed.pipe and block_ix.position = placed.step and placed.is_filled
left join block_ix as next_block
    on next_block.pipe = placed.pipe and next_block.position = placed.step + 1 and placed.is_filled and placed.step + 1 < placed.position
join stage_ix as stage on stage.ix = coalesce(block_ix.ix, placed.ix)
left join stage_ix as next_stage
    on next_stage.ix = case when placed.is_filled then coalesce(next_block.ix, placed.ix) else placed.next_ix end
left join seen_before on seen_before.journey_no = placed.journey_no and seen_before.move_no = placed.move_no
left join first_backs on first_backs.journey_no = placed.journey_no and first_backs.move_no = placed.move_no
order by placed.row_no;
