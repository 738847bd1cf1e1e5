-- title: Mix of deals
-- grain: one row per segment and kind of deal: source, band of the amount when it was taken on, pipeline; and whether it is old enough to tell
-- What a fair comparison adjusts for: some get better deals than others.
with facts as (
    select segment, deal_id, pipeline_id, source, band, is_old, outcome
    from taken
)
select segment, source, band, pipeline_id, is_old, count(*) as deals, count(case when outcome = 'won' then 1 end) as won
from facts
group by segment, source, band, pipeline_id, is_old
