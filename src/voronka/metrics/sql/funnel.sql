-- title: Funnel
-- grain: one row per segment and position
-- A deal reached a stage when it entered that stage or any later one, lost deals included: a skipped stage has a row that is filled in.
-- How a deal ended is told at the furthest stage it reached, so that each stage adds up: reached = reached the next + lost + handed over + open.
with facts as (
    select segment, deal_id, pipeline_id, position, is_reach, is_filled, is_first_back, 'passing' as outcome, amount_minor
    from known_stays
    where kind in ('incoming', 'open') and (is_reach or is_first_back)
    union all
    select segment, deal_id, pipeline_id, furthest as position, false as is_reach, false as is_filled, false as is_first_back, outcome, amount_minor
    from scope
)
select
    segment,
    position,
    count(case when is_reach then 1 end) as reached,
    count(case when is_reach and is_filled then 1 end) as filled_in,
    count(case when is_first_back then 1 end) as moved_back,
    cast(coalesce(sum(case when is_reach then amount_minor end), 0) as bigint) as amount,
    count(case when outcome = 'won' then 1 end) as won,
    cast(coalesce(sum(case when outcome = 'won' then amount_minor end), 0) as bigint) as won_amount,
    count(case when outcome = 'lost' then 1 end) as lost_here,
    cast(coalesce(sum(case when outcome = 'lost' then amount_minor end), 0) as bigint) as lost_amount,
    count(case when outcome = 'handed_over' then 1 end) as handed_over,
    count(case when outcome = 'open' then 1 end) as here_now,
    cast(coalesce(sum(case when outcome = 'open' then amount_minor end), 0) as bigint) as here_amount
from facts
group by segment, position
