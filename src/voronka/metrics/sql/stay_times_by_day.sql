-- title: Stay times, from counts by day
-- grain: one row per position, whole hour and whether the stay ended then or was still going on
-- Sums what stay_times.sql counts; stays still going on are those of the open journeys.
with facts as (
    select position, hours, true as is_exit, moves as told from left_by_day where is_open
    union all
    select position, hours, false as is_exit, cast(1 as bigint) as told from standing
)
select cast(null as varchar) as segment, position, hours, is_exit, cast(sum(told) as bigint) as stays
from facts
group by position, hours, is_exit
having sum(told) <> 0
