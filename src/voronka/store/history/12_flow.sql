-- Everything that happens to a deal's stage, owner and amount, in the order in which it is stored; deals of several journeys (band 1) last.
-- At one instant: owner, amount, creation, restoration, moves, deletion. The last row of a deal (phase 9) tells how it stands now.
create or replace temp table flow as
with happenings as (
    select life_no, account_id, deal_id, happened_at, phase, line_no, from_ix, to_ix, author_id, is_bulk, known, value, false as is_initial
    from stage_moves
    where phase = 0 or not exists (
        select 1 from deletions
        where deletions.life_no = stage_moves.life_no and stage_moves.happened_at > deletions.gone_at
            and (deletions.back_at is null or stage_moves.happened_at < deletions.back_at)
    )
    union all
    select deletion_moves.life_no, lives.account_id, lives.deal_id, happened_at, phase, 0, from_ix, to_ix, deletion_moves.author_id, false, known, null, false
    from deletion_moves
    join lives on lives.life_no = deletion_moves.life_no
    union all
    select life_no, account_id, deal_id, happened_at, kind_no - 3, line_no, null, null, null, null, null, value, is_initial
    from deal_values
    union all
    select life_no, account_id, deal_id, timestamp '9999-12-31', 9, 0, null, null, null, null, null, null, false from lives
)
select (travellers.life_no is not null)::tinyint as band, happenings.*
from happenings
left join travellers on travellers.life_no = happenings.life_no
order by band, happenings.life_no, happened_at, phase, line_no;

-- The owner and the amount at each row, and the stage: 0 until the deal is created. A missing value is written as the smallest number, so that
-- the one before does not shine through.
create or replace temp table flow_state as
select band, life_no, account_id, deal_id, happened_at, phase, from_ix, to_ix, author_id, is_bulk, known, value, is_initial,
    nullif(so_far(case phase when -2 then coalesce(value, -9223372036854775807) end, row_no), -9223372036854775807) as owner_id,
    nullif(so_far(case phase when -1 then coalesce(value, -9223372036854775807) end, row_no), -9223372036854775807) as amount_minor,
    so_far(case when phase between 0 and 8 then to_ix when phase = 9 then 0 end, row_no) as now_ix
from (select *, row_number() over () as row_no from flow);
drop table flow;
