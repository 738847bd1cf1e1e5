-- Activities that are new, or that hang on a contact of a changed deal. One on a contact belongs to the deal of that contact that was
-- open then (the youngest of several), else to the last one begun before it, else to the first.
create or replace temp table changed_activities as
with touched_contacts as (
    select account_id, contact_id from work.recorded_links where seq > getvariable('derived_seq')
    union
    select links.account_id, links.contact_id
    from work.recorded_links as links
    semi join changed on changed.account_id = links.account_id and changed.deal_id = links.deal_id
)
select account_id, activity_id from work.recorded_activities where seq > getvariable('derived_seq')
union
select account_id, activity_id from work.superseded where seq > getvariable('derived_seq') and activity_id is not null
union
select activities.account_id, activities.activity_id
from work.recorded_activities as activities
join horizons on horizons.account_id = activities.account_id and activities.happened_at >= horizons.previous
where activities.happened_at >= getvariable('earliest_previous')
union
select activities.account_id, activities.activity_id
from work.recorded_activities as activities
semi join touched_contacts on touched_contacts.account_id = activities.account_id and touched_contacts.contact_id = activities.contact_id
where activities.deal_id is null;

delete from derived.activities
where exists (
    select 1 from changed_activities as changed
    where changed.account_id = activities.account_id and changed.activity_id = activities.activity_id
);

insert into derived.activities
with newest as (
    -- a call may be told by its event and by its note, which alone knows how long it took
    select account_id, activity_id, arg_max(seq, (seconds is not null, seq)) as seq
    from work.recorded_activities
    semi join changed_activities as changed using (account_id, activity_id)
    group by account_id, activity_id
),
chosen as (
    select activities.*
    from work.recorded_activities as activities
    join newest using (account_id, activity_id, seq)
    join horizons on horizons.account_id = activities.account_id and activities.happened_at < horizons.known_until
),
candidates as (
    select chosen.account_id, chosen.activity_id, journeys.deal_id, min(journeys.started_at) as started_at,
        any_value(chosen.happened_at) as happened_at
    from chosen
    join (select distinct account_id, deal_id, contact_id from work.recorded_links) as links
        on links.account_id = chosen.account_id and links.contact_id = chosen.contact_id
    join derived.journeys on journeys.account_id = links.account_id and journeys.deal_id = links.deal_id
    where chosen.deal_id is null
    group by chosen.account_id, chosen.activity_id, journeys.deal_id
),
judged as (
    select candidates.*, candidates.started_at <= candidates.happened_at as is_begun,
        exists (
            select 1 from derived.stays
            where stays.account_id = candidates.account_id and stays.deal_id = candidates.deal_id
                and stays.kind in ('incoming', 'open') and not stays.is_filled
                and stays.entered_at <= candidates.happened_at and coalesce(stays.left_at > candidates.happened_at, true)
        ) as is_open
    from candidates
),
hung as (
    select account_id, activity_id,
        coalesce(
            arg_max(deal_id, (started_at, deal_id)) filter (where is_open),
            arg_max(deal_id, (started_at, deal_id)) filter (where is_begun),
            arg_min(deal_id, (started_at, deal_id))
        ) as deal_id
    from judged
    group by account_id, activity_id
)
select chosen.account_id, chosen.activity_id, coalesce(chosen.deal_id, hung.deal_id), chosen.kind, chosen.direction, chosen.person_id,
    chosen.happened_at, chosen.seconds, chosen.outcome
from chosen
left join hung on hung.account_id = chosen.account_id and hung.activity_id = chosen.activity_id
order by chosen.account_id, chosen.activity_id;

create or replace temp table new_costs as
select account_id, source, day, arg_max(amount_minor, seq) as amount_minor, arg_max(currency, seq) as currency
from work.recorded_costs group by account_id, source, day
order by account_id, source, day;

create or replace temp table new_answers as
select account_id, arg_max(deal_id, seq) as deal_id, arg_max(kind, seq) as kind, arg_max(score, seq) as score, arg_max(answered_at, seq) as answered_at
from work.recorded_answers group by account_id, answer_id
order by account_id, deal_id, answered_at, kind, score;
