-- title: What to fix in the CRM
-- grain: one row per segment and check
-- A deal stands in every check that it fails. Idle: a month (720 hours) on its stage and nothing done about it in that time.
-- Whose contact has another open deal in the pipeline may be the same enquiry twice.
with twice as (
    select known_contacts.contact as contact
    from scope join known_contacts on known_contacts.deal_id = scope.deal_id
    where scope.outcome = 'open'
    group by known_contacts.contact
    having count(distinct scope.deal_id) > 1
),
facts as (
    select segment, deal_id, pipeline_id, 'won_no_amount' as name, amount_minor
    from scope where outcome = 'won' and coalesce(amount_minor, 0) = 0 and deal_id not in (select deal_id from foreign_deals)
    union all
    select segment, deal_id, pipeline_id, 'open_no_amount' as name, amount_minor
    from scope where outcome = 'open' and position >= 1 and coalesce(amount_minor, 0) = 0 and deal_id not in (select deal_id from foreign_deals)
    union all
    select segment, deal_id, pipeline_id, 'no_reason' as name, amount_minor
    from scope where outcome = 'lost' and deal_id not in (select deal_id from known_reasons)
    union all
    select segment, deal_id, pipeline_id, 'no_owner' as name, amount_minor
    from scope where outcome = 'open' and coalesce(current_owner_id, -1) not in (select person_id from known_people)
    union all
    select segment, deal_id, pipeline_id, 'idle' as name, amount_minor
    from scope
    where outcome = 'open' and position >= 1 and stage_hours >= 720 and deal_id not in (select deal_id from lately)
        and 0 < (select count(*) from seen_activities)
    union all
    select segment, deal_id, pipeline_id, 'twice' as name, amount_minor
    from scope
    where outcome = 'open' and deal_id in (select known_contacts.deal_id as deal_id from known_contacts join twice on twice.contact = known_contacts.contact)
    union all
    select segment, deal_id, pipeline_id, 'bulk' as name, amount_minor
    from scope where deal_id in (select deal_id from known_moves where is_bulk)
    union all
    select segment, deal_id, pipeline_id, 'unpriced' as name, amount_minor
    from scope where deal_id in (select deal_id from foreign_deals)
)
select segment, name, count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by segment, name
