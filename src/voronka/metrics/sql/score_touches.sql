-- title: Contacts that a score learns from
-- grain: one row per contact with the client
-- Calls, letters and meetings of ours, and those of the client.
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, seen_activities.happened_at as happened_at,
        seen_activities.is_touch as is_touch, seen_activities.is_sent as is_sent, seen_activities.kind = 'meeting' as is_meeting
    from seen_activities join scope on scope.deal_id = seen_activities.deal_id
    where seen_activities.is_touch or seen_activities.is_reply
)
select deal_id, happened_at, case when is_touch then 1 else 0 end as is_touch, case when is_sent then 1 else 0 end as is_sent,
    case when is_touch and is_meeting then 1 else 0 end as is_meeting
from facts
