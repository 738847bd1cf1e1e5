-- title: Ages
-- grain: one row per outcome and whole day of age
-- How old open deals are, and how old won ones were when they were won.
with facts as (
    select deal_id, outcome, age_hours // 24 as days from scope where outcome in ('open', 'won')
)
select outcome, days, count(*) as deals
from facts
group by outcome, days
