-- title: Endings, from counts by day
-- grain: one row per furthest position, outcome and completeness of history
-- Sums what endings.sql counts.
with facts as (
    select position, outcome, history, deals as told, no_amount as told_without_amount, amount_minor from ended_by_day
)
select cast(null as varchar) as segment, position, outcome, history, cast(sum(told) as bigint) as deals,
    cast(sum(told_without_amount) as bigint) as no_amount, cast(sum(amount_minor) as bigint) as amount
from facts
group by position, outcome, history
having sum(told) <> 0
