-- title: Stay times
-- grain: one row per segment, position, whole hour and whether the stay ended then or was still going on
-- What Kaplan and Meier's estimate needs: of the stays that lasted so long, how many ended and how many were last seen.
with facts as (
    select segment, deal_id, pipeline_id, position, hours, is_exit
    from known_stays
    where kind in ('incoming', 'open') and is_entry and not is_filled
)
select segment, position, hours, is_exit, count(*) as stays
from facts
group by segment, position, hours, is_exit
