-- Everything that happens to a deal's stage, owner and amount, in order. At one instant: owner and amount, creation, restoration,
-- moves, deletion. While a deal is deleted its moves are hidden; it comes back to where they led.
create or replace temp table last_of_instant as
select deal_no, happened_at, arg_max(to_ix, (phase, line_no)) as to_ix
from stage_moves
semi join deletions on deletions.deal_no = stage_moves.deal_no
group by deal_no, happened_at;

create or replace temp table flow as
with gone as (
    select deletions.*, stage_at.to_ix as gone_from_ix, pseudo.ix as gone_ix
    from deletions
    asof join last_of_instant as stage_at
        on stage_at.deal_no = deletions.deal_no and stage_at.happened_at <= deletions.gone_at
    join stage_ix as here on here.ix = stage_at.to_ix
    join stage_ix as pseudo on pseudo.pipe = here.pipe and pseudo.kind = 'deleted'
),
back as (
    select gone.*, stage_at.to_ix as back_ix
    from gone
    asof join last_of_instant as stage_at
        on stage_at.deal_no = gone.deal_no and stage_at.happened_at < gone.back_at
),
moving as (
    select * from stage_moves
    where not exists (
        select 1 from deletions
        where deletions.deal_no = stage_moves.deal_no and stage_moves.phase > 0 and stage_moves.happened_at > deletions.gone_at
            and (deletions.back_at is null or stage_moves.happened_at < deletions.back_at)
    )
    union all
    select deal_no, gone_at, 4, 0, gone_from_ix, gone_ix, gone_by, false, gone_known from gone
    union all
    select deal_no, back_at, 1, 0, gone_ix, back_ix, back_by, false, back_known from back
)
select deal_no, happened_at, phase, line_no, from_ix, to_ix, author_id, is_bulk, known, cast(null as bigint) as value, false as is_initial
from moving
union all
select deal_no, happened_at, kind_no - 3, line_no, null, null, null, null, null, value, is_initial
from deal_values
order by deal_no, happened_at, phase, line_no;

-- The owner and the amount at each row. A missing value is written as the smallest number, so that the one before does not shine through.
create or replace temp table flow_state as
select deal_no, happened_at, phase, from_ix, to_ix, author_id, is_bulk, known, value, is_initial,
    nullif(last_value(case phase when -2 then coalesce(value, -9223372036854775807) end ignore nulls) over (rows unbounded preceding), -9223372036854775807) as owner_id,
    nullif(last_value(case phase when -1 then coalesce(value, -9223372036854775807) end ignore nulls) over (rows unbounded preceding), -9223372036854775807) as amount_minor,
    last_value(case when phase >= 0 then deal_no end ignore nulls) over (rows unbounded preceding) as moved_deal_no,
    last_value(case when phase >= 0 then to_ix end ignore nulls) over (rows unbounded preceding) as now_ix
from flow;
