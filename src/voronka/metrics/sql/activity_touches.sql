-- title: Touches of closed deals
-- grain: one row per segment, outcome and number of touches
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.outcome as outcome,
        scope.amount_minor as amount_minor, count(case when done.is_touch and done.happened_at <= scope.outcome_at then 1 end) as touches
    from scope left join seen_activities as done on done.deal_id = scope.deal_id
    where scope.outcome in ('won', 'lost')
    group by scope.segment, scope.deal_id, scope.pipeline_id, scope.outcome, scope.amount_minor
)
select segment, outcome, touches, count(*) as deals
from facts
group by segment, outcome, touches
