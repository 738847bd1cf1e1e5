-- While a deal is deleted its moves are hidden; it comes back to where they led.
create or replace temp table last_of_instant as
select life_no, happened_at, arg_max(to_ix, (phase, line_no)) as to_ix from moves_of_deleted group by life_no, happened_at;

create or replace temp table hidden_moves as
select row_no
from moves_of_deleted as moves
where row_no >= 0 and exists (
    select 1 from deletions
    where deletions.life_no = moves.life_no and moves.happened_at > deletions.gone_at
        and (deletions.back_at is null or moves.happened_at < deletions.back_at)
);

create or replace temp table deletion_moves as
with gone as (
    select deletions.*, stage_at.to_ix as gone_from_ix, pipe_blocks.deletion_ix
    from deletions
    asof join last_of_instant as stage_at on stage_at.life_no = deletions.life_no and stage_at.happened_at <= deletions.gone_at
    join pipe_blocks on pipe_blocks.pipe = pipe_of(stage_at.to_ix)
),
back as (
    select gone.*, stage_at.to_ix as back_ix
    from gone
    asof join last_of_instant as stage_at on stage_at.life_no = gone.life_no and stage_at.happened_at < gone.back_at
),
both_ways as (
    select life_no, gone_at as happened_at, 4 as phase, gone_from_ix as from_ix, deletion_ix as to_ix, gone_by as author_id, gone_known as known from gone
    union all
    select life_no, back_at, 1, deletion_ix, back_ix, back_by, back_known from back
)
select life_no::bigint - 1 as life, epoch_us(happened_at) as at, phase::tinyint as phase, 0::bigint as line_no, from_ix::bigint as before, to_ix::bigint as after,
    coalesce(author_id, getvariable('none')) as author_id, false as is_bulk, known::tinyint as known
from both_ways;
