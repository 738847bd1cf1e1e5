-- title: Funnel, from counts by day
-- grain: one row per position
-- Sums what funnel.sql counts: a deal's share was added on the day its journey started, and taken away again when it changed.
with facts as (
    select position, reached, filled_in, moved_back, amount_minor from passed_by_day
)
select cast(null as varchar) as segment, position, cast(sum(reached) as bigint) as reached, cast(sum(filled_in) as bigint) as filled_in,
    cast(sum(moved_back) as bigint) as moved_back, cast(sum(amount_minor) as bigint) as amount
from facts
group by position
