-- title: Wins by local day
-- grain: one row per stay on the win
-- Days are numbered from 3 January 2000, a Monday; a win that was not opened again has no day of exit.
with facts as (
    select deal_id, pipeline_id, segment, amount_minor, started_day, entered_day, left_day
    from day_stays
    where kind = 'won' and not is_filled
)
select deal_id, pipeline_id, started_day, entered_day, coalesce(left_day, -1) as left_day, coalesce(amount_minor, 0) as amount
from facts
