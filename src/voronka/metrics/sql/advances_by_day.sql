-- title: Times to go on, from counts by day
-- grain: one row per position, ending and age since the stage was first reached
-- Sums what advances.sql counts; deals that are still there are the open journeys.
with facts as (
    select position, ending, hours, deals - skipped as told from stepped_by_day
    union all
    select position, 'open' as ending, case when hours < 48 then hours else hours - hours % 24 end as hours, cast(1 as bigint) as told
    from waiting
    where not is_filled
)
select cast(null as varchar) as segment, position, ending, hours, cast(sum(told) as bigint) as deals
from facts
group by position, ending, hours
having sum(told) <> 0
