-- Numbered moves; `came_at` is when the deal came to the stage it leaves.
create or replace temp table moved as
select *, row_no - so_far(case phase when 0 then row_no end, row_no) as move_no,
    so_far(case phase when 0 then happened_at end, row_no) as started_at,
    so_far(case phase when 0 then coalesce(value, 0) end, row_no) as currency_no
from (
    select band, life_no, account_id, deal_id, happened_at, phase, from_ix, to_ix, author_id, is_bulk, known, owner_id, amount_minor, value,
        row_number() over () as row_no, lag(happened_at) over () as came_at
    from flow_state
    where phase >= 0
);

insert into derived.moves
select account_id, deal_id, move_no, happened_at, pipeline_of(from_ix), stage_of(from_ix), pipeline_of(to_ix), stage_of(to_ix),
    case when phase > 0 then hours_between(came_at, happened_at) end, author_id, owner_id,
    ['event', 'inferred', 'synthetic'][known + 1], is_bulk
from moved
where phase < 9;

insert into derived.owners
select account_id, deal_id, happened_at, value, is_initial from flow_state where phase = -2;

insert into derived.amounts
select changes.account_id, changes.deal_id, changes.happened_at, case when not changes.is_initial then changes.before end, changes.value,
    getvariable('currencies')[lives.currency_no],
    pipeline_of(coalesce(nullif(now_ix, 0), lives.initial_ix)), kind_of(coalesce(nullif(now_ix, 0), lives.initial_ix)),
    changes.owner_id, changes.is_initial
from (
    select *, lag(value) over () as before, row_number() over () as row_no from flow_state where phase = -1
) as changes
join lives on lives.life_no = changes.life_no
order by changes.row_no;
drop table flow_state;
