-- title: Satisfaction
-- grain: one row per segment and pair of ratings
-- Won deals are those whose clients could be asked; of several answers of a client to one question the last one counts.
with facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
        ratings.nps as nps, ratings.csat as csat
    from scope left join known_ratings as ratings on ratings.deal_id = scope.deal_id
    where scope.outcome = 'won'
)
select segment, nps, csat, count(*) as deals
from facts
group by segment, nps, csat
