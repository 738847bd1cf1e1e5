-- title: Velocity
-- grain: one row per segment, outcome in the window, age in days at its end and at its beginning, and, of wins, amount
-- Deals that were alive in the window: those older than it joined at the age they had when it began, -1 for the others.
with facts as (
    select segment, deal_id, pipeline_id, amount_minor, age_hours - age_hours % 24 as hours, coalesce(late_hours - late_hours % 24, -1) as late_hours,
        case when outcome in ('won', 'lost', 'handed_over') then outcome else 'open' end as outcome
    from scope
)
select segment, outcome, hours, late_hours, case when outcome = 'won' then coalesce(amount_minor, 0) else 0 end as won_minor,
    count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, outcome, hours, late_hours, case when outcome = 'won' then coalesce(amount_minor, 0) else 0 end
