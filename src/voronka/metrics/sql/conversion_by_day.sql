-- title: Conversion, from counts by day
-- grain: one row per block, ending and age
-- Sums what conversion.sql counts; deals that are still there are the open journeys.
with facts as (
    select position, ending, hours, deals as told, skipped as told_skipped from stepped_by_day
    union all
    select position, 'open' as ending, case when hours < 48 then hours else hours - hours % 24 end as hours, cast(1 as bigint) as told,
        cast(case when is_filled then 1 else 0 end as bigint) as told_skipped
    from waiting
)
select cast(null as varchar) as segment, position, ending, hours, cast(sum(told) as bigint) as deals, cast(sum(told_skipped) as bigint) as skipped
from facts
group by position, ending, hours
having sum(told) <> 0
