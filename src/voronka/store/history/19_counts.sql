-- What the stays and journeys of `counted_stays` and `counted_journeys` add to the counts by day; with the variable `sign` -1, what they take away.
-- The day is the local one on which the journey started, so that a cohort of whole days is a sum over days.
insert into derived.passing_days
select account_id, pipeline_id, local_day(account_id, started_at) as day, position,
    getvariable('sign') * count(case when is_reach then 1 end), getvariable('sign') * count(case when is_reach and is_filled then 1 end),
    getvariable('sign') * count(case when is_first_back then 1 end),
    getvariable('sign') * cast(coalesce(sum(case when is_reach then amount_minor end), 0) as bigint)
from counted_stays
where kind in ('incoming', 'open') and (is_reach or is_first_back)
group by account_id, pipeline_id, day, position
order by account_id, pipeline_id, day, position;

insert into derived.ending_days
select account_id, pipeline_id, local_day(account_id, started_at) as day, furthest, outcome, history,
    getvariable('sign') * count(*), getvariable('sign') * count(case when coalesce(amount_minor, 0) = 0 then 1 end),
    getvariable('sign') * cast(coalesce(sum(amount_minor), 0) as bigint)
from counted_journeys
group by account_id, pipeline_id, day, furthest, outcome, history
order by account_id, pipeline_id, day, furthest, outcome, history;

insert into derived.leaving_days
select account_id, pipeline_id, local_day(account_id, started_at) as day, stage_id, position, kind in ('incoming', 'open') as is_open,
    next_pipeline_id, next_stage_id, exit, hours,
    getvariable('sign') * count(*)
from counted_stays
where not is_filled and left_at is not null
group by account_id, pipeline_id, day, stage_id, position, is_open, next_pipeline_id, next_stage_id, exit, hours
order by account_id, pipeline_id, day;

insert into derived.arrival_days
select account_id, pipeline_id, local_day(account_id, started_at) as day, stage_id, entered_from, getvariable('sign') * count(*)
from counted_stays
where not is_filled and entered_from in ('created', 'other_pipeline')
group by account_id, pipeline_id, day, stage_id, entered_from
order by account_id, pipeline_id, day;
