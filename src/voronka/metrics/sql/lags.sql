-- title: Lags
-- grain: one row per segment, pair of stages, ending and whole hour
-- Deals that stood on the earlier stage, from when they first reached it until they first reached the later one; a skipped one is reached in passing.
with facts as (
    select begun.segment as segment, begun.deal_id as deal_id, begun.pipeline_id as pipeline_id, begun.amount_minor as amount_minor,
        asked_pairs.from_position as from_position, asked_pairs.to_position as to_position,
        case when there.reached_at is not null or asked_pairs.is_win and begun.outcome = 'won' then 'arrived'
            when begun.outcome in ('lost', 'handed_over') then begun.outcome else 'open' end as ending,
        hours_between(begun.entered_at, coalesce(there.reached_at, begun.outcome_at, asked_pairs.moment)) as hours
    from asked_pairs
    join known_steps as begun on begun.position = asked_pairs.from_position
    left join known_reaches as there on there.deal_id = begun.deal_id and there.pipeline_id = begun.pipeline_id
        and there.position = asked_pairs.to_position
    where not begun.is_filled
)
select segment, from_position, to_position, ending, hours, count(*) as deals
from facts
group by segment, from_position, to_position, ending, hours
