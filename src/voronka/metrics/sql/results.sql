-- title: Results
-- grain: one row per segment, outcome in the window, kind of arrival and, of wins, amount and number of units
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.is_new as is_new,
        case when scope.outcome in ('won', 'lost', 'handed_over') then scope.outcome else 'none' end as outcome,
        case when scope.outcome = 'lost' and scope.furthest = 0 then 1 else 0 end as is_rejected,
        scope.amount_minor as amount_minor, known_units.units as units
    from scope left join known_units on known_units.deal_id = scope.deal_id
)
select segment, outcome, is_new, is_rejected,
    case when outcome = 'won' then coalesce(amount_minor, 0) else 0 end as won_minor, case when outcome = 'won' then units end as units,
    count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, outcome, is_new, is_rejected, case when outcome = 'won' then coalesce(amount_minor, 0) else 0 end, case when outcome = 'won' then units end
