-- title: Lags
-- grain: one row per segment, pair of stages, ending and whole hour
-- Deals that stood on the earlier stage, from when they first reached it until they first reached the later one; a skipped one is reached in passing.
with facts as (
    select start.segment as segment, start.deal_id as deal_id, start.pipeline_id as pipeline_id, start.amount_minor as amount_minor,
        asked_pairs.from_position as from_position, asked_pairs.to_position as to_position,
        case when finish.reached_at is not null or asked_pairs.is_win and start.outcome = 'won' then 'arrived'
            when start.outcome in ('lost', 'handed_over') then start.outcome else 'open' end as ending,
        hours_between(start.entered_at, coalesce(finish.reached_at, start.outcome_at, asked_pairs.moment)) as hours
    from asked_pairs
    join known_steps as start on start.position = asked_pairs.from_position
    left join known_reaches as finish on finish.deal_id = start.deal_id and finish.pipeline_id = start.pipeline_id
        and finish.position = asked_pairs.to_position
    where not start.is_filled
)
select segment, from_position, to_position, ending, hours, count(*) as deals
from facts
group by segment, from_position, to_position, ending, hours
