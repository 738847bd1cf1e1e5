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

-- What came of each block that a deal reached. Below the last block the stay tells that it was passed; the furthest one is told by the journey.
insert into derived.step_days
with steps as (
    select stays.account_id, stays.pipeline_id, stays.started_at, stays.position, 'advanced' as ending,
        hours_between(entered_at, passed_at) as hours, is_filled
    from counted_stays as stays
    join (
        select account_id, pipeline_id, max(position) filter (where kind in ('incoming', 'open')) as last_position
        from derived.stages
        group by account_id, pipeline_id
    ) as pipes on pipes.account_id = stays.account_id and pipes.pipeline_id = stays.pipeline_id
    where is_reach and passed_at is not null and kind in ('incoming', 'open') and position < last_position
    union all
    select account_id, pipeline_id, started_at, case when outcome = 'won' then furthest - 1 else furthest end,
        case when outcome = 'won' then 'advanced' else outcome end, hours_between(furthest_at, outcome_at), is_furthest_filled
    from counted_journeys
    where outcome in ('won', 'lost', 'handed_over')
)
select account_id, pipeline_id, local_day(account_id, started_at) as day, position, ending,
    case when hours < 48 then hours else hours - hours % 24 end as hours,
    getvariable('sign') * count(*), getvariable('sign') * count(case when is_filled then 1 end)
from steps
group by account_id, pipeline_id, day, position, ending, case when hours < 48 then hours else hours - hours % 24 end
order by account_id, pipeline_id, day;

insert into derived.reach_days
with reaches as (
    select account_id, pipeline_id, started_at, position, hours_between(started_at, entered_at) as hours
    from counted_stays
    where is_reach and kind in ('incoming', 'open')
)
select account_id, pipeline_id, local_day(account_id, started_at) as day, position,
    case when hours < 48 then hours else hours - hours % 24 end as hours, getvariable('sign') * count(*)
from reaches
group by account_id, pipeline_id, day, position, case when hours < 48 then hours else hours - hours % 24 end
order by account_id, pipeline_id, day;
