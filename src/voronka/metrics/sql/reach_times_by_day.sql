-- title: Times to reach, from counts by day
-- grain: one row per block and age
-- Sums what reach_times.sql counts.
with facts as (
    select position, hours, deals as told from came_by_day
)
select cast(null as varchar) as segment, position, hours, cast(sum(told) as bigint) as deals
from facts
group by position, hours
having sum(told) <> 0
