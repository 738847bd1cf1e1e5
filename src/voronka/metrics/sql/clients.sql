-- title: Clients won
-- grain: one row per segment, source and kind of client
-- A client is new with the first win of its contact; a deal without a contact is a client of its own.
with held as (
    select known_wins.deal_id as deal_id, known_wins.won_at as won_at, known_clients.contact as contact
    from known_wins join known_clients on known_clients.deal_id = known_wins.deal_id
),
first_times as (
    select contact, min(won_at) as first_at from held group by contact
),
firsts as (
    select held.contact as contact, min(held.deal_id) as first_id
    from held join first_times on first_times.contact = held.contact and first_times.first_at = held.won_at
    group by held.contact
),
facts as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
        known_sources.source as source, case when known_clients.contact is null then 0 else 1 end as is_known,
        case when firsts.first_id is null or firsts.first_id = scope.deal_id then 1 else 0 end as is_client
    from scope
    left join known_sources on known_sources.deal_id = scope.deal_id
    left join known_clients on known_clients.deal_id = scope.deal_id
    left join firsts on firsts.contact = known_clients.contact
    where scope.outcome = 'won'
)
select segment, source, is_known, is_client, count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, source, is_known, is_client
