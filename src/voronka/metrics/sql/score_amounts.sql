-- title: Changes of amount that a score learns from
-- grain: one row per change
-- By how much a deal's amount went up or down, and when.
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, known_amounts.changed_at as changed_at,
        known_amounts.delta_minor as delta_minor
    from known_amounts join scope on scope.deal_id = known_amounts.deal_id
)
select deal_id, changed_at, delta_minor
from facts
