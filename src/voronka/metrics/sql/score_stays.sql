-- title: Stays that a score learns from
-- grain: one row per stay
-- Where each deal stood since when, in order; skipped stages are left out, for nobody stood there.
with facts as (
    select segment, deal_id, pipeline_id, stay_no, position, kind, entered_at
    from known_stays
    where not is_filled
)
select deal_id, stay_no, coalesce(position, -1) as position, kind, entered_at
from facts
