-- title: Funnel
-- grain: one row per segment and position
-- A deal reached a stage when it entered that stage or any later one, lost deals included: a skipped stage has a row that is filled in.
with facts as (
    select segment, deal_id, pipeline_id, position, is_reach, is_filled, is_first_back, amount_minor
    from known_stays
    where kind in ('incoming', 'open') and (is_reach or is_first_back)
)
select
    segment,
    position,
    count(case when is_reach then 1 end) as reached,
    count(case when is_reach and is_filled then 1 end) as filled_in,
    count(case when is_first_back then 1 end) as moved_back,
    cast(coalesce(sum(case when is_reach then amount_minor end), 0) as bigint) as amount
from facts
group by segment, position
