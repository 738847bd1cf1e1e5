-- title: What became of stays by whose the deal was and where it came from
-- grain: one row per pipeline, stage, owner, source, four weeks of entry and four weeks of the deal's win
-- Owner and source are those of the moment of entry. Weeks are counted from 3 January 2000; -1: the deal is not won.
with wins as (
    select deal_id, pipeline_id, min(entered_day) as won_day
    from day_stays
    where kind = 'won' and not is_filled
    group by deal_id, pipeline_id
),
sources as (
    select deal_id, value, valid_from, valid_to
    from known_values
    where name = 'source'
),
facts as (
    select day_stays.deal_id as deal_id, day_stays.pipeline_id as pipeline_id, day_stays.segment as segment, day_stays.amount_minor as amount_minor,
        day_stays.stage_id as stage_id, coalesce(day_stays.owner_id, 0) as owner_id, coalesce(sources.value, '') as source,
        day_stays.entered_day // 28 as came, coalesce(wins.won_day // 28, -1) as won
    from day_stays left join wins on wins.deal_id = day_stays.deal_id and wins.pipeline_id = day_stays.pipeline_id
        left join sources on sources.deal_id = day_stays.deal_id and sources.valid_from <= day_stays.entered_at
            and (sources.valid_to is null or sources.valid_to > day_stays.entered_at)
    where day_stays.kind in ('incoming', 'open') and not day_stays.is_filled
)
select pipeline_id, stage_id, owner_id, source, came, won, count(*) as stays
from facts
group by pipeline_id, stage_id, owner_id, source, came, won
