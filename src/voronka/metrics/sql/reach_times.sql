-- title: Times to reach
-- grain: one row per segment, block and age
-- When deals first reached each block, by their age then: whole hours in the first two days and whole days after that.
with aged as (
    select segment, deal_id, pipeline_id, position, amount_minor, hours_between(started_at, entered_at) as hours
    from known_stays
    where is_reach and kind in ('incoming', 'open')
),
facts as (
    select segment, deal_id, pipeline_id, position, amount_minor, case when hours < 48 then hours else hours - hours % 24 end as hours
    from aged
)
select segment, position, hours, count(*) as deals
from facts
group by segment, position, hours
