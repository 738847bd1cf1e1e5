-- title: Forecast: what it begins with
-- grain: one row per segment, pipeline, term and local day
-- Deals that came in (new), were won, or are open; days are numbered from 3 January 2000, a Monday.
with facts as (
    select deal_id, pipeline_id, segment, amount_minor, stage_id, 'open' as term, stage_day as day from day_scope where outcome = 'open'
    union all
    select deal_id, pipeline_id, segment, amount_minor, stage_id, 'won' as term, outcome_day as day from day_scope where outcome = 'won'
    union all
    select deal_id, pipeline_id, segment, amount_minor, stage_id, 'new' as term, started_day as day from day_scope
)
select segment, pipeline_id, term, day, count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, pipeline_id, term, day
