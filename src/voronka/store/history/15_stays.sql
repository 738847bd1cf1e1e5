-- How far the journey had come before each visit (`far`), from passes over the visits in order. A journey that begins closed counts as
-- having reached the first block. `held` columns are of the last visit so far to a block, or to anything but a deletion.
create or replace temp table progress as
with begun as (
    select *, row_number() over () as row_no, position_of(ix) as position, first_position_of(ix) as first_position,
        journey_no is distinct from lag(journey_no) over () as is_first, journey_no is distinct from lead(journey_no) over () as is_last,
        max(case when is_open_stage(ix) then journey_no end) over (rows unbounded preceding) as open_journey_no
    from visits
),
entered as (
    select *, case when is_first then coalesce(position, first_position) else position end as reached_position,
        lag(open_journey_no) over () as last_open_journey_no
    from begun
),
reached as (
    select *,
        -- journeys are numbered upwards, so the running maximum never carries over from one to the next
        max(journey_no * 65536 + coalesce(reached_position + 1, 0)) over (rows unbounded preceding) as reach,
        so_far(case when is_block(ix) then ix when is_first then 0 end, row_no) as block_ix,
        so_far(case when is_block(ix) then entered_at end, row_no) as block_at,
        so_far(case when not is_deletion(ix) then ix end, row_no) as kept_ix,
        so_far(case when not is_deletion(ix) then entered_at end, row_no) as kept_at,
        so_far(case
                when is_first or (is_open_stage(ix) and last_open_journey_no is distinct from journey_no) then coalesce(owner_id, -9223372036854775807)
            end, row_no) as first_owner
    from entered
)
select * exclude (open_journey_no, last_open_journey_no, reached_position),
    -- a later visit may bring the journey on, see below
    cast(null as timestamp) as late_at,
    case when is_first then coalesce(first_position, 1) - 1 else greatest(lag(reach) over () - journey_no * 65536 - 1, coalesce(first_position, 1) - 1) end as far,
    case
        when next_ix is null then 0
        when pipe_of(next_ix) <> pipe_of(ix) then 1
        when is_deletion(next_ix) then 2
        when not is_block(ix) then 3
        when is_closed(next_ix) then class_of(next_ix) + 2
        when next_ix > ix then 6
        else 7
    end::tinyint as exit_no,
    false as is_seen_before, false as is_first_back
from reached;
drop table visits;

create or replace temp macro exit_of(no) as ['open', 'handed_over', 'deleted', 'reopened', 'won', 'lost', 'advanced', 'moved_back'][no + 1];

-- Of visits to a block not beyond what was reached, those that saw this block before.
create or replace temp table returns as select journey_no, move_no, position, row_no from progress where position <= far;
create or replace temp table seen as
select distinct returns.row_no
from returns
join progress on progress.journey_no = returns.journey_no and progress.position = returns.position and progress.move_no < returns.move_no;
update progress set is_seen_before = true from seen where seen.row_no = progress.row_no;

create or replace temp table first_backs as
select min(row_no) as row_no from progress where exit_no = 7 group by journey_no, position;
update progress set is_first_back = true from first_backs where first_backs.row_no = progress.row_no;

-- What a visit reached was mostly passed by the next one; else (it was lost, or moved back, and came again) by a later one, found here.
create or replace temp table late_passings as
select here.row_no, arg_min(later.entered_at, later.row_no) as passed_at
from (
    select *, lead(position) over () as next_position, lead(far) over () as next_far from progress
) as here
join progress as later on later.journey_no = here.journey_no and later.row_no > here.row_no and later.position > later.far
where not here.is_last and (here.position > here.far or here.is_first) and coalesce(here.next_position <= here.next_far, true)
group by here.row_no;
update progress set late_at = late_passings.passed_at from late_passings where late_passings.row_no = progress.row_no;

insert into derived.stays
with steps as (
    -- a visit beyond the next block brings a row for each block between; the visit's own row comes last
    select *,
        case when not is_last and lead(position) over () > lead(far) over () then lead(entered_at) over () else late_at end as next_reach_at,
        unnest(
            case
                when position > far + 1 then range(far + 1, position + 1)
                when is_first and position is null and first_position is not null then [first_position, null]
                else [position]
            end
        ) as step
    from progress
),
numbered as (
    select *, step is not null and step is distinct from position as is_filled, row_number() over () as step_no,
        lag(journey_no) over () is distinct from journey_no as is_journey_start
    from steps
),
placed as (
    select *, step_no - so_far(case when is_journey_start then step_no end, step_no) as stay_no,
        case when is_filled then block_of(ix, step) else ix end as stage,
        case when is_filled then ix else next_ix end as next_stage
    from numbered
)
select account_id, deal_id, pipeline_of(ix), stay_no, stage_of(stage), case when is_filled then step else position end, kind_of(stage),
    is_filled, coalesce(is_filled or position > far, false), not is_filled and position is not null and not is_seen_before,
    not is_filled and position is not null and is_first_back,
    entered_at, case when is_filled then entered_at else left_at end,
    case when is_filled and step < position then entered_at when is_filled or position > far then next_reach_at end,
    case when is_filled then 0 else hours_between(entered_at, left_at) end,
    case when is_filled then 'advanced' else exit_of(exit_no) end,
    case
        when from_ix is null then 'created'
        when pipe_of(from_ix) <> pipe_of(ix) then 'other_pipeline'
        when is_block(from_ix) then 'moved'
        else kind_of(from_ix)
    end,
    pipeline_of(next_stage), stage_of(next_stage),
    amount_minor, case when is_filled then amount_minor else left_amount_minor end, getvariable('currencies')[currency_no], owner_id, started_at
from placed;
