-- title: Since when clients are asked
-- grain: one row per question
with facts as (
    select deal_id, kind, answered_at
    from seen_answers
)
select kind, min(answered_at) as first_at
from facts
group by kind
