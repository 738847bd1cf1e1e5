-- title: Fields that a score learns from
-- grain: one row per value of a field
-- What a deal's source and fields said from when to when.
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, known_values.name as name, known_values.value as value,
        known_values.valid_from as valid_from, known_values.valid_to as valid_to
    from known_values join scope on scope.deal_id = known_values.deal_id
)
select deal_id, name, value, case when valid_from < timestamp '1971-01-01 00:00:00' then 1 else 0 end as is_undated, valid_from,
    case when valid_to is null then 0 else 1 end as is_over, coalesce(valid_to, valid_from) as valid_to
from facts
