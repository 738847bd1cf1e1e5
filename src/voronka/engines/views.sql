-- The relations that a metric's SQL reads, for the default question: the main pipeline, deals of all time, as known now.
-- With them in the published file, a metric's file runs by itself when pasted into a DuckDB shell.
create or replace view main_pipeline as
select account_id, pipeline_id from pipelines order by is_deleted, is_archived, not is_main, account_id, sort, pipeline_id limit 1;

create or replace view scope as
select cast(null as varchar) as segment, deal_id, pipeline_id, started_at, furthest, outcome, outcome_at, position, stage_id, stage_at,
    owner_id, current_owner_id, amount_minor, history,
    hours_between(coalesce(stage_at, started_at), (select known_until from store)) as stage_hours, true as is_new,
    hours_between(started_at, coalesce(outcome_at, (select known_until from store))) as age_hours, cast(null as bigint) as late_hours,
    case when amount_minor is null or amount_minor = 0 then 0 when amount_minor < 1000000 then 1 when amount_minor < 5000000 then 2
        when amount_minor < 10000000 then 3 when amount_minor < 25000000 then 4 when amount_minor < 50000000 then 5
        when amount_minor < 100000000 then 6 when amount_minor < 500000000 then 7 else 8 end as band
from journeys
where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline)
    and deal_id not in (select deals.deal_id from deals join main_pipeline on main_pipeline.account_id = deals.account_id where deals.is_deleted);

create or replace view known_stays as
select cast(null as varchar) as segment, deal_id, pipeline_id, stay_no, stage_id, position, kind, is_filled, is_reach, is_first_visit, is_first_back,
    true as is_entry, left_at is not null as is_exit, false as is_start, not is_filled and left_at is null as is_end,
    entered_at, left_at, exit, entered_from, next_pipeline_id, next_stage_id, amount_minor,
    case when left_at is not null then left_amount_minor end as left_amount_minor, owner_id, started_at,
    coalesce(hours, hours_between(entered_at, (select known_until from store))) as hours
from stays
where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline)
    and deal_id not in (select deals.deal_id from deals join main_pipeline on main_pipeline.account_id = deals.account_id where deals.is_deleted);

create or replace view known_steps as
select scope.segment as segment, stays.deal_id as deal_id, stays.pipeline_id as pipeline_id, stays.position as position, stays.stage_id as stage_id,
    stays.is_filled as is_filled, stays.entered_at as entered_at, stays.owner_id as owner_id, stays.started_at as started_at, stays.amount_minor as amount_minor,
    case when scope.furthest > stays.position then 'advanced' when scope.outcome in ('lost', 'handed_over') then scope.outcome else 'open' end as ending,
    case when scope.furthest > stays.position and not (scope.outcome = 'won' and scope.furthest = stays.position + 1) then stays.passed_at
        else scope.outcome_at end as ended_at,
    hours_between(stays.entered_at, coalesce(
        case when scope.furthest > stays.position and not (scope.outcome = 'won' and scope.furthest = stays.position + 1) then stays.passed_at
            else scope.outcome_at end, (select known_until from store))) as hours,
    scope.outcome as outcome, scope.outcome_at as outcome_at, scope.amount_minor as outcome_amount_minor, scope.history as history
from stays join scope on scope.deal_id = stays.deal_id and scope.pipeline_id = stays.pipeline_id
where stays.is_reach and stays.kind in ('incoming', 'open');

create or replace view known_moves as
select deal_id, move_no, moved_at, from_pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, hours_before, author_id, owner_id, known, is_bulk
from moves
where (account_id, to_pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view known_amounts as
select deal_id, pipeline_id, kind, changed_at, coalesce(amount_minor, 0) - coalesce(before_minor, 0) as delta_minor, owner_id, is_initial, true as is_in
from amounts
where account_id in (select account_id from main_pipeline);

create or replace view known_reasons as
select distinct deal_id from attributes
where account_id in (select account_id from main_pipeline) and name = 'loss_reason' and valid_to = timestamp '9999-12-31';

create or replace view known_losses as
select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.position as position, scope.stage_id as stage_id,
    scope.outcome_at as lost_at, hours_between(scope.started_at, scope.outcome_at) as hours, scope.amount_minor as amount_minor, reasons.reason as reason
from scope left join (
    select deal_id, min(value) as reason from attributes
    where account_id in (select account_id from main_pipeline) and name = 'loss_reason' and valid_to = timestamp '9999-12-31' group by deal_id
) as reasons on reasons.deal_id = scope.deal_id
where scope.outcome = 'lost';

create or replace view seen_activities as
select activity_id, deal_id, kind, direction, person_id, happened_at, seconds, outcome as result,
    case when kind = 'call' and direction = 'in' then 'calls_in' when kind = 'call' then 'calls_out'
        when kind = 'meeting' and coalesce(outcome, '') not in ('planned', 'cancelled', 'canceled', 'no_show', 'not_held') then 'meetings'
        when kind = 'task' then 'tasks' when kind in ('mail', 'message') and direction = 'in' then kind || 's_in'
        when kind in ('mail', 'message') and direction = 'out' and person_id is not null then kind || 's_out' else 'other' end as thing,
    coalesce(kind = 'call' and direction = 'in' and case when outcome is null then seconds = 0
        else outcome in ('no_answer', 'unavailable', 'busy', 'left_message', 'missed') end, false) as is_missed,
    coalesce(kind = 'call' and case when outcome is null then seconds > 0 else outcome in ('answered', 'call_back') end, false) as is_talk,
    coalesce(kind in ('call', 'mail', 'message') and direction = 'out' and person_id is not null, false) as is_sent,
    coalesce(is_sent and kind <> 'call', false) as is_letter, coalesce(kind in ('call', 'mail', 'message') and direction = 'in', false) as is_reply,
    coalesce(is_sent or is_talk and direction = 'in' or thing = 'meetings', false) as is_touch
from activities
where account_id in (select account_id from main_pipeline);

create or replace view known_activities as
select cast(null as varchar) as segment, done.deal_id as deal_id, journeys.pipeline_id as pipeline_id, cast(null as bigint) as amount_minor,
    done.* exclude (deal_id), people.name as person, done.happened_at <= (select known_until from store) - interval 3 day as is_ripe, 72 as reply_hours,
    hours_between((select timezone('UTC', timezone(timezone, timestamp '2000-01-01')) from accounts join main_pipeline using (account_id)), done.happened_at) as hour_no
from seen_activities as done
left join journeys on journeys.deal_id = done.deal_id and (journeys.account_id, journeys.pipeline_id) in (select (account_id, pipeline_id) from main_pipeline)
left join people on people.person_id = done.person_id and people.account_id in (select account_id from main_pipeline)
where (done.deal_id is null or journeys.deal_id is not null)
    and coalesce(done.deal_id, -1) not in (select deals.deal_id from deals join main_pipeline on main_pipeline.account_id = deals.account_id where deals.is_deleted);

create or replace view known_first_replies as
select sent.deal_id as deal_id, true as is_in, count(*) as touches
from seen_activities as sent join (
    select reply.deal_id as deal_id, min(reply.happened_at) as reply_at
    from seen_activities as reply
    join (select deal_id, min(happened_at) as first_at from seen_activities where is_sent group by deal_id) as begun
        on begun.deal_id = reply.deal_id and begun.first_at < reply.happened_at
    where reply.is_reply group by reply.deal_id
) as replied on replied.deal_id = sent.deal_id and sent.happened_at < replied.reply_at
where sent.is_sent group by sent.deal_id, replied.reply_at;

create or replace view seen_answers as
select deal_id, kind, score, answered_at
from answers
where account_id in (select account_id from main_pipeline) and (kind = 'nps' and score between 0 and 10 or kind = 'csat' and score between 1 and 5);

create or replace view known_ratings as
select deal_id, max(score) filter (where kind = 'nps') as nps, max(score) filter (where kind = 'csat') as csat
from seen_answers
where (deal_id, kind, answered_at) in (select (deal_id, kind, max(answered_at)) from seen_answers group by deal_id, kind)
group by deal_id;

create or replace view known_enquiries as
with qualified as (
    select coalesce(
        min(position) filter (where regexp_matches(lower(name), 'квалиф|qualif') and not regexp_matches(lower(name), 'не ?квалиф|неквалиф|unqualif')),
        (select position from stages where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and kind in ('open', 'won')
            group by position order by position limit 1 offset 1)) as position
    from stages where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and kind in ('open', 'won')
),
told as (
    select journeys.deal_id, journeys.pipeline_id, journeys.amount_minor, journeys.outcome, listed.deal_id is not null as is_listed,
        coalesce(listed.created_at, journeys.started_at) as came_at,
        case when listed.deal_id is null then journeys.started_at else listed.accepted_at end as accepted_at,
        coalesce(listed.declined_at, listed.accepted_at) as sorted_at,
        journeys.outcome in ('lost', 'deleted') and journeys.furthest < (select position from qualified) as is_lost,
        journeys.furthest >= (select position from qualified) as is_qualified,
        exists (select 1 from moves join stages on stages.account_id = moves.account_id and stages.pipeline_id = moves.to_pipeline_id and stages.stage_id = moves.to_stage_id
            where moves.account_id = journeys.account_id and moves.deal_id = journeys.deal_id and moves.to_pipeline_id = journeys.pipeline_id and stages.kind in ('open', 'won')
                and moves.move_no > 0 and coalesce(moves.author_id, 0) <> 0 and not moves.is_bulk)
            or exists (select 1 from seen_activities where seen_activities.deal_id = journeys.deal_id and seen_activities.is_touch) as is_answered,
        marked.is_duplicate, marked.is_spam
    from journeys
    left join enquiries as listed on listed.account_id = journeys.account_id and listed.deal_id = journeys.deal_id and listed.pipeline_id = journeys.pipeline_id
    left join (
        select account_id, deal_id, bool_or(regexp_matches(lower(value), '(^| )(дубл|повторн|duplicate)')) as is_duplicate, bool_or(regexp_matches(lower(value), '(^| )(спам|реклам|spam|ошиблись номером|wrong number)')) as is_spam
        from attributes where name in ('loss_reason', 'tag') and valid_to = timestamp '9999-12-31' group by all
    ) as marked on marked.account_id = journeys.account_id and marked.deal_id = journeys.deal_id
    where (journeys.account_id, journeys.pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and (listed.deal_id is not null or exists (
        select 1 from moves where moves.account_id = journeys.account_id and moves.deal_id = journeys.deal_id and moves.to_pipeline_id = journeys.pipeline_id
            and moves.move_no = 0 and coalesce(moves.author_id, 0) = 0))
)
select cast(null as varchar) as segment, deal_id, pipeline_id, amount_minor, is_listed, sorted_at is not null as is_sorted,
    case when is_listed then minutes_between(came_at, coalesce(sorted_at, (select known_until from store))) end as minutes,
    case when is_lost and is_duplicate then 'duplicate' when is_lost and is_spam then 'spam' when is_lost and accepted_at is null then 'rejected'
        when is_lost and not is_answered then 'never_answered' when is_lost then 'lost_early'
        when is_qualified or outcome = 'handed_over' or accepted_at is not null and is_answered then 'taken'
        when hours_between(came_at, (select known_until from store)) >= 336 then 'never_answered' else 'waiting' end as cause
from told
where outcome <> 'deleted' or accepted_at is null;

create or replace view passed_by_day as
select * from passing_days where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view ended_by_day as
select * from ending_days where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view left_by_day as
select * from leaving_days where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view arrived_by_day as
select * from arrival_days where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view stepped_by_day as
select * from step_days where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view came_by_day as
select * from reach_days where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view waiting as
select furthest as position, hours_between(furthest_at, (select known_until from store)) as hours, is_furthest_filled as is_filled
from journeys where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and outcome = 'open';

create or replace view standing as
select position, stage_hours as hours from scope where outcome = 'open';

create or replace view local_months as
select timezone, date_trunc('month', timezone(timezone, timezone('UTC', (select min(started_at) from journeys)))) as first_month
from accounts where account_id in (select account_id from main_pipeline);

create or replace view dated_stays as
select known_stays.*, date_diff('month', first_month, timezone(timezone, timezone('UTC', entered_at))) as entered_bucket,
    date_diff('month', first_month, timezone(timezone, timezone('UTC', left_at))) as left_bucket
from known_stays cross join local_months
where not is_filled and kind in ('incoming', 'open')
    and (is_start or (is_entry and entered_from <> 'moved') or (is_exit and exit in ('won', 'lost', 'deleted', 'handed_over')));

create or replace view dated_amounts as
select known_amounts.*, date_diff('month', first_month, timezone(timezone, timezone('UTC', changed_at))) as changed_bucket
from known_amounts cross join local_months
where is_in and not is_initial and kind in ('incoming', 'open') and delta_minor <> 0;

create or replace view marks as
select distinct strftime(month, '%Y-%m') as bucket,
    least(timezone('UTC', timezone(timezone, month + interval 1 month)), (select known_until from store)) as ends_at
from (
    select timezone, date_trunc('month', timezone(timezone, timezone('UTC', known_stays.entered_at))) as month from known_stays cross join local_months
) as months;

create or replace view known_units as
select deal_id, cast(null as varchar) as units from deals where false;

create or replace view taken as
select scope.owner_id as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.outcome as outcome,
    scope.age_hours as hours, scope.amount_minor as amount_minor, held.source as source,
    case when (select source_kind from accounts where account_id in (select account_id from main_pipeline)) = 'files'
            or scope.history <> 'complete' or stays.amount_minor is null or stays.amount_minor = 0 then 0
        when stays.amount_minor < 1000000 then 1 when stays.amount_minor < 5000000 then 2 when stays.amount_minor < 10000000 then 3 when stays.amount_minor < 25000000 then 4 when stays.amount_minor < 50000000 then 5 when stays.amount_minor < 100000000 then 6 when stays.amount_minor < 500000000 then 7 else 8 end as band,
    hours_between(scope.started_at, (select known_until from store)) >= 2160 as is_old
from scope
join stays on stays.deal_id = scope.deal_id and stays.pipeline_id = scope.pipeline_id
left join (
    select deal_id, min(value) as source from attributes
    where account_id in (select account_id from main_pipeline) and name = 'source' and valid_to = timestamp '9999-12-31' group by deal_id
) as held on held.deal_id = scope.deal_id
where stays.is_reach and stays.kind = 'open' and stays.position = 1;

create or replace view asked_pairs as
with line as (
    select distinct position, kind = 'won' as is_win from stages
    where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and kind in ('incoming', 'open', 'won')
)
select here.position as from_position, min(there.position) as to_position, bool_and(there.is_win) as is_win, (select known_until from store) as moment
from line as here join line as there on there.position > here.position
group by here.position;

create or replace view known_reaches as
select deal_id, pipeline_id, position, entered_at as reached_at from stays
where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and is_reach and kind in ('incoming', 'open');

create or replace view known_cycles as
select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
    scope.outcome as outcome, contact.first_at is not null as is_contacted,
    hours_between(coalesce(contact.first_at, scope.started_at), coalesce(scope.outcome_at, (select known_until from store))) as hours
from scope left join (
    select scope.deal_id, min(done.happened_at) as first_at
    from scope join seen_activities as done on done.deal_id = scope.deal_id
        and done.happened_at >= scope.started_at and (scope.outcome_at is null or done.happened_at <= scope.outcome_at)
    where done.is_touch or done.is_reply
    group by scope.deal_id
) as contact on contact.deal_id = scope.deal_id;

create or replace view known_responses as
select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
    scope.started_at as asked_at, answer.answered_at as answered_at, answer.answered_at is not null as is_answered,
    minutes_between(scope.started_at, coalesce(answer.answered_at, (select known_until from store))) as minutes
from scope
join deals on deals.deal_id = scope.deal_id and scope.started_at <= deals.created_at
    and deals.account_id in (select account_id from main_pipeline)
left join (
    select scope.deal_id, min(done.happened_at) as answered_at
    from scope join seen_activities as done on done.deal_id = scope.deal_id and done.happened_at >= scope.started_at
    where done.is_sent
    group by scope.deal_id
) as answer on answer.deal_id = scope.deal_id;

create or replace view closed_in_crm as
select deals.deal_id as deal_id, deals.pipeline_id as pipeline_id, stages.kind as outcome, deals.amount_minor as amount_minor, deals.owner_id as owner_id
from deals join stages on stages.account_id = deals.account_id and stages.pipeline_id = deals.pipeline_id and stages.stage_id = deals.stage_id
where (deals.account_id, deals.pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and not deals.is_deleted and stages.kind in ('won', 'lost');

create or replace view opened_again as
select distinct deal_id, pipeline_id from stays
where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and kind in ('won', 'lost') and exit = 'reopened';

create or replace view sides as
select scope.segment as segment, scope.segment as crm_segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.outcome as outcome,
    coalesce(scope.amount_minor, 0) as amount_minor, closed_in_crm.outcome as crm_outcome, coalesce(closed_in_crm.amount_minor, 0) as crm_amount_minor,
    closed_in_crm.deal_id is not null as is_theirs, true as is_ours, scope.outcome_at is not null as is_closed_then, false as is_older,
    opened_again.deal_id is not null as is_reopened
from scope left join closed_in_crm on closed_in_crm.deal_id = scope.deal_id and closed_in_crm.pipeline_id = scope.pipeline_id
left join opened_again on opened_again.deal_id = scope.deal_id and opened_again.pipeline_id = scope.pipeline_id;

create or replace view worked_steps as
with zone as (
    select timezone, source_kind, known_until, timezone(timezone, timezone('UTC', known_until - interval 1 microsecond)) as today
    from accounts cross join (select known_until as until from store) as store
    where account_id in (select account_id from main_pipeline)
),
step as (
    select known_steps.*, hours_between(entered_at, coalesce(outcome_at, (select known_until from store))) as lasted,
        timezone(zone.timezone, timezone('UTC', entered_at)) as entered, zone.today as today, zone.source_kind as source_kind
    from known_steps cross join zone
),
done as (
    select place.deal_id as deal_id, place.position as position,
        count(case when act.is_touch and act.happened_at >= place.entered_at and hours_between(place.entered_at, act.happened_at) < 24 then 1 end) as touches,
        max(case when act.is_sent and act.happened_at >= place.started_at and hours_between(place.started_at, act.happened_at) < 1 then 1 else 0 end) as is_prompt
    from known_steps as place join seen_activities as act on act.deal_id = place.deal_id group by place.deal_id, place.position
)
select step.segment as segment, step.deal_id as deal_id, step.pipeline_id as pipeline_id, step.position as position, step.owner_id as owner_id,
    step.ending as ending, step.is_filled as is_filled, step.outcome as outcome, step.amount_minor as amount_minor,
    step.outcome_amount_minor as outcome_amount_minor, case when step.hours < 48 then step.hours else step.hours - step.hours % 24 end as hours,
    case when step.lasted < 48 then step.lasted else step.lasted - step.lasted % 24 end as end_hours,
    case when step.entered >= date_trunc('quarter', step.today) - interval 21 months then year(step.entered) || '-Q' || quarter(step.entered) end as quarter,
    held.source as source,
    case when step.source_kind = 'files' or step.history <> 'complete' or step.amount_minor is null or step.amount_minor = 0 then 0
        when step.amount_minor < 1000000 then 1 when step.amount_minor < 5000000 then 2 when step.amount_minor < 10000000 then 3
        when step.amount_minor < 25000000 then 4 when step.amount_minor < 50000000 then 5 when step.amount_minor < 100000000 then 6
        when step.amount_minor < 500000000 then 7 else 8 end as band,
    coalesce(done.touches, 0) as touches, coalesce(done.is_prompt, 0) = 1 as is_prompt, step.hours >= 24 as is_there,
    hours_between(step.entered_at, (select known_until from store)) >= 1440 as is_old
from step
left join (
    select deal_id, min(value) as source from attributes
    where account_id in (select account_id from main_pipeline) and name = 'source' and valid_to = timestamp '9999-12-31' group by deal_id
) as held on held.deal_id = step.deal_id
left join done on done.deal_id = step.deal_id and done.position = step.position;

create or replace view known_standing as
select segment, deal_id, pipeline_id, position, stage_id, current_owner_id as owner_id, stage_hours as hours, amount_minor,
    cast(null as bigint) as norm_hours, cast(null as bigint) as chance, cast(null as bigint) as fresh, false as is_falling, false as is_dead, false as is_snoozed
from scope where outcome = 'open';

create or replace view known_people as
select person_id from people where account_id in (select account_id from main_pipeline) and not is_vanished;

create or replace view known_contacts as
select deal_id, value as contact from attributes
where account_id in (select account_id from main_pipeline) and name = 'contact' and valid_to = timestamp '9999-12-31';

create or replace view foreign_deals as
select distinct amounts.deal_id as deal_id
from amounts join main_pipeline on main_pipeline.account_id = amounts.account_id join accounts on accounts.account_id = amounts.account_id
where amounts.currency <> accounts.currency and amounts.amount_minor <> 0;

create or replace view lately as
select distinct deal_id from seen_activities where deal_id is not null and happened_at >= (select known_until from store) - interval 30 day;

create or replace view known_clients as
select deal_id, min(value) as contact from attributes
where account_id in (select account_id from main_pipeline) and name = 'contact' and valid_to = timestamp '9999-12-31' group by deal_id;

create or replace view known_sources as
select deal_id, min(value) as source from attributes
where account_id in (select account_id from main_pipeline) and name = 'source' and valid_to = timestamp '9999-12-31' group by deal_id;

create or replace view known_wins as
select deal_id, pipeline_id, entered_at as won_at, amount_minor, hours_between(entered_at, (select known_until from store)) as hours_since
from stays
where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline) and kind = 'won' and not is_filled and left_at is null
    and deal_id not in (select deals.deal_id from deals join main_pipeline on main_pipeline.account_id = deals.account_id where deals.is_deleted);

create or replace view known_costs as
select source, day, amount_minor from costs where account_id in (select account_id from main_pipeline);

create or replace view local_zone as
select timezone from accounts where account_id in (select account_id from main_pipeline);

create or replace view day_stays as
select cast(null as varchar) as segment, deal_id, pipeline_id, stage_id, kind, is_filled, coalesce(exit, 'open') as exit, entered_from, next_stage_id, amount_minor, owner_id, entered_at,
    case when amount_minor > 0 then least(greatest(cast(floor(3 * log10(amount_minor) + 1e-9) as integer) - 4, 1), 38) else 0 end as amount_class,
    date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', started_at)) as date)) as started_day,
    date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', entered_at)) as date)) as entered_day,
    date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', left_at)) as date)) as left_day
from stays cross join local_zone
where (account_id, pipeline_id) in (select (account_id, pipeline_id) from main_pipeline);

create or replace view day_scope as
select scope.*, date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', started_at)) as date)) as started_day,
    date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', outcome_at)) as date)) as outcome_day,
    date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', stage_at)) as date)) as stage_day
from scope cross join local_zone;

create or replace view known_owners as
select deal_id, changed_at, owner_id, is_initial from owners
where account_id in (select account_id from main_pipeline);

create or replace view known_values as
select deal_id, name, value, valid_from, case when valid_to < (select known_until from store) then valid_to end as valid_to from attributes
where account_id in (select account_id from main_pipeline) and name not in ('loss_reason', 'contact', 'tag');

create or replace view day_open as
select day_scope.segment, day_scope.deal_id, day_scope.pipeline_id, day_scope.stage_id, day_scope.stage_day, stood.owner_id, known_sources.source, day_scope.amount_minor
from day_scope
left join (select deal_id, pipeline_id, owner_id from stays where kind in ('incoming', 'open') and not is_filled and left_at is null) as stood
    on stood.deal_id = day_scope.deal_id and stood.pipeline_id = day_scope.pipeline_id
left join known_sources on known_sources.deal_id = day_scope.deal_id
where day_scope.outcome = 'open';

create or replace view day_responses as
select segment, deal_id, pipeline_id, amount_minor, is_answered, minutes,
    date_diff('day', date '2000-01-03', cast(timezone(timezone, timezone('UTC', asked_at)) as date)) as asked_day
from known_responses cross join local_zone;
