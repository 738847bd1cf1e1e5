-- title: Touches before the first reply
-- grain: one row per segment and number of touches
-- Of deals whose client first wrote or called back in the period, after something had been sent to him.
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
        first_replies.touches as touches
    from scope join known_first_replies as first_replies on first_replies.deal_id = scope.deal_id
    where first_replies.is_in
)
select segment, touches, count(*) as deals
from facts
group by segment, touches
