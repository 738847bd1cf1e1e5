-- title: Chances by age on the stage
-- grain: one row per position, class of the time on the stage, outcome and whole day from entry to outcome
-- What became of deals that stood on a stage for at least so long: class 3 lasted 3 days or more, class 4 5 days, and so on; the last one two years.
with facts as (
    select known_stays.deal_id as deal_id, known_stays.pipeline_id as pipeline_id, known_stays.position as position, known_stays.hours as hours,
        scope.outcome as outcome, (scope.age_hours - hours_between(scope.started_at, known_stays.entered_at)) // 24 as days,
        case when known_stays.hours < 24 then 0 when known_stays.hours < 48 then 1 when known_stays.hours < 72 then 2
            when known_stays.hours < 120 then 3 when known_stays.hours < 168 then 4 when known_stays.hours < 240 then 5
            when known_stays.hours < 336 then 6 when known_stays.hours < 504 then 7 when known_stays.hours < 720 then 8
            when known_stays.hours < 1080 then 9 when known_stays.hours < 1440 then 10 when known_stays.hours < 2160 then 11
            when known_stays.hours < 2880 then 12 when known_stays.hours < 4320 then 13 when known_stays.hours < 6480 then 14
            when known_stays.hours < 8760 then 15 when known_stays.hours < 12960 then 16 when known_stays.hours < 17520 then 17 else 18 end as class
    from known_stays join scope on scope.deal_id = known_stays.deal_id and scope.pipeline_id = known_stays.pipeline_id
    where known_stays.kind in ('incoming', 'open') and known_stays.is_entry and not known_stays.is_filled
)
select position, class, outcome, days, count(*) as stays, max(hours) as longest
from facts
group by position, class, outcome, days
