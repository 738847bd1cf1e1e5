-- title: Repeat purchase
-- grain: one row per segment, what came of a client, and days from its first win to the next one or to now
with held as (
    select known_wins.deal_id as deal_id, known_wins.won_at as won_at, known_wins.hours_since as hours_since, known_clients.contact as contact
    from known_wins join known_clients on known_clients.deal_id = known_wins.deal_id
),
first_times as (
    select contact, min(won_at) as first_at from held group by contact
),
firsts as (
    select held.contact as contact, first_times.first_at as first_at, min(held.deal_id) as deal_id, max(held.hours_since) as hours_since
    from held join first_times on first_times.contact = held.contact and first_times.first_at = held.won_at
    group by held.contact, first_times.first_at
),
seconds as (
    select firsts.contact as contact, min(held.won_at) as next_at
    from firsts join held on held.contact = firsts.contact
    where held.deal_id <> firsts.deal_id
    group by firsts.contact
),
clients as (
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
        case when seconds.next_at is null then 'open' else 'again' end as outcome,
        case when seconds.next_at is null then firsts.hours_since else hours_between(firsts.first_at, seconds.next_at) end as hours
    from scope join firsts on firsts.deal_id = scope.deal_id left join seconds on seconds.contact = firsts.contact
    where scope.outcome = 'won'
),
facts as (
    select segment, deal_id, pipeline_id, amount_minor, outcome, hours - hours % 24 as hours from clients
)
select segment, outcome, hours, count(*) as deals
from facts
group by segment, outcome, hours
