-- title: Since when each kind of activity is told
-- grain: one row per kind
-- Of a kind that a CRM has never told, nothing is known: that is not zero.
with facts as (
    select deal_id, kind, happened_at
    from seen_activities
)
select kind, min(happened_at) as first_at
from facts
group by kind
