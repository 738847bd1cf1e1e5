-- title: What became of stays by the size of the deal
-- grain: one row per pipeline, stage, class of amount, four weeks of entry and four weeks of the deal's win
-- Weeks are counted from 3 January 2000; -1: the deal is not won. A class is a third of a power of ten; 0: no amount.
with wins as (
    select deal_id, pipeline_id, min(entered_day) as won_day, max(amount_minor) as won_minor
    from day_stays
    where kind = 'won' and not is_filled
    group by deal_id, pipeline_id
),
facts as (
    select day_stays.deal_id as deal_id, day_stays.pipeline_id as pipeline_id, day_stays.segment as segment, day_stays.amount_minor as amount_minor,
        day_stays.stage_id as stage_id, day_stays.amount_class as amount_class, day_stays.entered_day // 28 as came, coalesce(wins.won_day // 28, -1) as won,
        coalesce(wins.won_minor, 0) as won_minor
    from day_stays left join wins on wins.deal_id = day_stays.deal_id and wins.pipeline_id = day_stays.pipeline_id
    where day_stays.kind in ('incoming', 'open') and not day_stays.is_filled
)
select pipeline_id, stage_id, amount_class, came, won, count(*) as stays, count(case when won_minor > 0 then 1 end) as priced,
    cast(sum(won_minor) as bigint) as won_minor, cast(sum(case when won_minor > 0 then coalesce(amount_minor, 0) else 0 end) as bigint) as amount_minor
from facts
group by pipeline_id, stage_id, amount_class, came, won
