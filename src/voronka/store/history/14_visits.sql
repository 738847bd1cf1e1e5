-- A visit is an uninterrupted time on one stage. Going from one won (or lost) stage to another of the pipeline is no new one.
create or replace temp table visits_of_deals as
select * exclude (phase, next_phase, next_at, next_to_ix), case when next_phase < 9 then next_at end as left_at, case when next_phase < 9 then next_to_ix end as next_ix
from (
    select band, life_no, account_id, deal_id, started_at, currency_no, move_no, happened_at as entered_at, from_ix, to_ix as ix, owner_id, amount_minor, phase,
        lead(phase) over () as next_phase, lead(happened_at) over () as next_at, lead(to_ix) over () as next_to_ix,
        lead(amount_minor) over () as left_amount_minor
    from moved
    where from_ix is null or not is_same_end(to_ix, from_ix)
)
where phase < 9;
drop table moved;

-- Journeys of deals that were in several pipelines, numbered after all others.
create or replace temp table journey_starts as
select row_number() over (order by account_id, started_at, deal_id, pipe) + (select count(*) from lives) as journey_no, life_no, pipe, started_at, from_pipe
from (
    select life_no, pipe_of(ix) as pipe, any_value(account_id) as account_id, any_value(deal_id) as deal_id,
        min(entered_at) as started_at, arg_min(coalesce(pipe_of(from_ix), 0), move_no) as from_pipe
    from visits_of_deals
    where band = 1 and (from_ix is null or pipe_of(from_ix) <> pipe_of(ix))
    group by life_no, pipe_of(ix)
);

-- All visits, journey by journey.
create or replace temp table visits as
select life_no::bigint as journey_no, * exclude (band) from visits_of_deals where band = 0;
insert into visits
select journey_starts.journey_no, visits_of_deals.* exclude (band) replace (journey_starts.started_at as started_at)
from visits_of_deals
join journey_starts on journey_starts.life_no = visits_of_deals.life_no and journey_starts.pipe = pipe_of(visits_of_deals.ix)
where band = 1
order by journey_starts.journey_no, visits_of_deals.move_no;
drop table visits_of_deals;
