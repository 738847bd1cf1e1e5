-- title: Owners that a score learns from
-- grain: one row per change of owner
-- Whose a deal was since when; of two at one moment the first is the one it began with.
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, known_owners.changed_at as changed_at,
        known_owners.owner_id as owner_id, known_owners.is_initial as is_initial
    from known_owners join scope on scope.deal_id = known_owners.deal_id
)
select deal_id, changed_at, coalesce(owner_id, 0) as owner_id, case when is_initial then 0 else 1 end as place
from facts
