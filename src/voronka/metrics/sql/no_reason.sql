-- title: Losses without a reason
-- grain: one row
with facts as (
    select scope.deal_id as deal_id, reasons.deal_id as reason_of
    from scope left join known_reasons as reasons on reasons.deal_id = scope.deal_id
    where scope.outcome = 'lost'
)
select count(*) as lost, count(case when reason_of is null then 1 end) as no_reason
from facts
