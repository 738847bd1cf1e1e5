-- title: Stays, from counts by day
-- grain: one row per position, way of leaving and whole hour
-- Sums what stays.sql counts; stays still going on are those of the open journeys.
with facts as (
    select position, exit, hours, moves as told from left_by_day where is_open
    union all
    select position, 'open' as exit, hours, cast(1 as bigint) as told from standing
)
select cast(null as varchar) as segment, position, exit, hours, cast(sum(told) as bigint) as stays
from facts
group by position, exit, hours
having sum(told) <> 0
