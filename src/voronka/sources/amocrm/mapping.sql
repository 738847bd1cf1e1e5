-- Landed records of amoCRM → recorded facts (docs/tables.md, section 2).
-- Reads the view new_landing; each entity is parsed once into a struct. What one record needs of others (names, tasks) is
-- taken as of its seq, so the result does not depend on how the landing was cut into runs.
-- Money comes in units of the currency and goes out in hundredths; moments come as unix seconds.

create or replace macro amocrm_moment(seconds) as make_timestamp(cast(seconds as bigint) * 1000000);
create or replace macro amocrm_minor(amount) as cast(round(amount * 100) as bigint);

-- Tables of our own: names and tasks that later records refer to. What an earlier run left of the same rows goes first.
create table if not exists amocrm_names (account_id bigint, kind varchar, id bigint, seq bigint, name varchar);
create table if not exists amocrm_tasks (account_id bigint, id bigint, seq bigint, deal_id bigint, contact_id bigint, kind varchar, person_id bigint, is_completed boolean, updated_at timestamp);
create table if not exists amocrm_completions (account_id bigint, id bigint, seq bigint, happened_at timestamp, author_id bigint);

create or replace temp table amocrm_first as select account_id, min(seq) as seq from new_landing group by account_id;
delete from amocrm_names using amocrm_first as first where amocrm_names.account_id = first.account_id and amocrm_names.seq >= first.seq;
delete from amocrm_tasks using amocrm_first as first where amocrm_tasks.account_id = first.account_id and amocrm_tasks.seq >= first.seq;
delete from amocrm_completions using amocrm_first as first where amocrm_completions.account_id = first.account_id and amocrm_completions.seq >= first.seq;

-- The account, its teams and people

create or replace temp table amocrm_new_accounts as
select account_id, seq, from_json(body, '{
    "name": "VARCHAR", "subdomain": "VARCHAR", "currency": "VARCHAR",
    "_embedded": {"datetime_settings": {"timezone": "VARCHAR"}, "users_groups": [{"id": "BIGINT", "name": "VARCHAR"}]}}') as account
from new_landing where entity = 'account';

insert into recorded_accounts by name
select account_id, seq, coalesce(account.name, account.subdomain) as name, getvariable('amocrm_base_url') as base_url,
    coalesce(account."_embedded".datetime_settings.timezone, 'Europe/Moscow') as timezone,
    account.currency as currency, 'amocrm' as source_kind
from amocrm_new_accounts;

insert into recorded_teams by name
select account_id, seq, team.id as team_id, team.name as name
from (select account_id, seq, unnest(account."_embedded".users_groups) as team from amocrm_new_accounts);

insert into recorded_people by name
select account_id, seq, person.id as person_id, person.name as name, coalesce(person.rights.group_id, 0) as team_id,
    coalesce(person.rights.is_active, true) as is_active
from (
    select account_id, seq, from_json(body, '{"id": "BIGINT", "name": "VARCHAR", "rights": {"group_id": "BIGINT", "is_active": "BOOLEAN"}}') as person
    from new_landing where entity = 'user'
);

-- Pipelines with their stages; 142 and 143 end every pipeline

create or replace temp table amocrm_new_pipelines as
select account_id, seq, from_json(body, '{
    "id": "BIGINT", "name": "VARCHAR", "sort": "BIGINT", "is_main": "BOOLEAN", "is_archive": "BOOLEAN",
    "_embedded": {"statuses": [{"id": "BIGINT", "name": "VARCHAR", "sort": "BIGINT", "color": "VARCHAR", "type": "BIGINT"}]}}') as pipeline
from new_landing where entity = 'pipeline';

insert into recorded_pipelines by name
select account_id, seq, pipeline.id as pipeline_id, pipeline.name as name, pipeline.sort as sort,
    coalesce(pipeline.is_main, false) as is_main, coalesce(pipeline.is_archive, false) as is_archived
from amocrm_new_pipelines;

insert into recorded_stages by name
select account_id, seq, pipeline_id, stage.id as stage_id, stage.name as name, stage.sort as sort,
    case when stage.id = 142 then 'won' when stage.id = 143 then 'lost' when stage.type = 1 then 'incoming' else 'open' end as kind,
    stage.color as color
from (select account_id, seq, pipeline.id as pipeline_id, unnest(pipeline."_embedded".statuses) as stage from amocrm_new_pipelines);

-- Names

insert into amocrm_names by name
select account_id, case entity when 'field' then 'field' else entity end as kind, named.id as id, seq, named.name as name
from (
    select account_id, seq, entity, from_json(body, '{"id": "BIGINT", "name": "VARCHAR"}') as named
    from new_landing where entity in ('contact', 'company', 'loss_reason', 'field')
);

-- Deals

create or replace temp table amocrm_new_deals as
select account_id, seq, deal, deal."_embedded" as inside,
    coalesce(list_filter(deal."_embedded".contacts, lambda contact: contact.is_main)[1].id, deal."_embedded".contacts[1].id) as contact_id,
    deal."_embedded".companies[1].id as company_id,
    list_transform(deal.custom_fields_values, lambda field: coalesce(field.field_name, 'field ' || field.field_id)) as field_names
from (
    select account_id, seq, from_json(body, '{
        "id": "BIGINT", "name": "VARCHAR", "price": "DOUBLE", "price_with_minor_units": "DOUBLE", "responsible_user_id": "BIGINT",
        "status_id": "BIGINT", "pipeline_id": "BIGINT", "loss_reason_id": "BIGINT",
        "created_at": "BIGINT", "updated_at": "BIGINT", "closed_at": "BIGINT", "is_deleted": "BOOLEAN",
        "custom_fields_values": [{"field_id": "BIGINT", "field_name": "VARCHAR", "field_code": "VARCHAR", "field_type": "VARCHAR", "values": [{"value": "VARCHAR"}]}],
        "_embedded": {"tags": [{"name": "VARCHAR"}], "companies": [{"id": "BIGINT"}], "contacts": [{"id": "BIGINT", "is_main": "BOOLEAN"}],
            "loss_reason": [{"id": "BIGINT", "name": "VARCHAR"}], "source": [{"id": "BIGINT", "name": "VARCHAR"}]}}') as deal
    from new_landing where entity = 'lead'
);

-- A field's values as one text; days and moments as the account's people see them.
create or replace macro amocrm_value(field, zone) as array_to_string(list_transform(field.values, lambda item:
    case when field.field_type in ('date', 'birthday') and try_cast(item.value as bigint) is not null
            then strftime(timezone(zone, to_timestamp(try_cast(item.value as bigint))), '%Y-%m-%d')
        when field.field_type = 'date_time' and try_cast(item.value as bigint) is not null
            then strftime(timezone(zone, to_timestamp(try_cast(item.value as bigint))), '%Y-%m-%d %H:%M')
        else item.value end), ', ');

-- Only the names that the new deals refer to take part below. Each version of a name holds for the seqs after its own, until the next
-- one: a plain join by id with two bounds streams the deals past a small table, where an asof join would first sort them, wide as they are.
create or replace temp table amocrm_wanted as
select distinct account_id, 'contact' as kind, contact_id as id from amocrm_new_deals where contact_id is not null
union all select distinct account_id, 'company', company_id from amocrm_new_deals where company_id is not null
union all select distinct account_id, 'loss_reason', deal.loss_reason_id from amocrm_new_deals where deal.loss_reason_id is not null;
create or replace temp table amocrm_known as
select names.*, lead(names.seq, 1, 9223372036854775807) over (partition by names.account_id, names.kind, names.id order by names.seq) as until_seq
from amocrm_names as names semi join amocrm_wanted as wanted
    on wanted.account_id = names.account_id and wanted.kind = names.kind and wanted.id = names.id;
create or replace temp table amocrm_known_accounts as
select account_id, seq, timezone, currency, lead(seq, 1, 9223372036854775807) over (partition by account_id order by seq) as until_seq
from recorded_accounts;

insert into recorded_deals by name
select new.account_id, new.seq, deal.id as deal_id, cast(deal.id as varchar) as external_id, deal.name as name,
    amocrm_moment(deal.created_at) as created_at, amocrm_moment(deal.updated_at) as updated_at, amocrm_moment(deal.closed_at) as closed_at,
    deal.pipeline_id as pipeline_id, deal.status_id as stage_id, deal.responsible_user_id as owner_id,
    amocrm_minor(coalesce(deal.price_with_minor_units, deal.price)) as amount_minor,
    case when deal.pipeline_id is not null then accounts.currency end as currency,
    coalesce(inside.loss_reason[1].name, reasons.name) as loss_reason,
    coalesce(inside.source[1].name,
        amocrm_value(list_filter(deal.custom_fields_values, lambda field: field.field_name = nullif(getvariable('amocrm_source_field'), ''))[1], 'UTC'),
        amocrm_value(list_filter(deal.custom_fields_values, lambda field: field.field_code = 'UTM_SOURCE')[1], 'UTC')) as source,
    contacts.name as contact, companies.name as company,
    list_sort(list_transform(inside.tags, lambda tag: tag.name)) as tags,
    case when deal.pipeline_id is not null then map_from_entries(coalesce(list_transform(deal.custom_fields_values, lambda field, place: struct_pack(
        k := case when list_position(field_names, field_names[place]) = place then field_names[place] else field_names[place] || ' (' || field.field_id || ')' end,
        v := amocrm_value(field, accounts.timezone))), [])) end as fields,
    coalesce(deal.is_deleted, false) as is_deleted
from amocrm_new_deals as new
left join amocrm_known_accounts as accounts on accounts.account_id = new.account_id and accounts.seq < new.seq and accounts.until_seq >= new.seq
left join (select * from amocrm_known where kind = 'contact') as contacts
    on contacts.account_id = new.account_id and contacts.id = new.contact_id and contacts.seq < new.seq and contacts.until_seq >= new.seq
left join (select * from amocrm_known where kind = 'company') as companies
    on companies.account_id = new.account_id and companies.id = new.company_id and companies.seq < new.seq and companies.until_seq >= new.seq
left join (select * from amocrm_known where kind = 'loss_reason') as reasons
    on reasons.account_id = new.account_id and reasons.id = deal.loss_reason_id and reasons.seq < new.seq and reasons.until_seq >= new.seq;

insert into recorded_links by name
select linked.account_id, min(linked.seq) as seq, linked.deal_id, linked.contact_id
from (select account_id, seq, deal.id as deal_id, unnest(inside.contacts).id as contact_id from amocrm_new_deals) as linked
anti join recorded_links as known
    on known.account_id = linked.account_id and known.deal_id = linked.deal_id and known.contact_id = linked.contact_id
group by linked.account_id, linked.deal_id, linked.contact_id;

-- Events

-- Most events move a deal, change its amount or its owner: these go from their text straight into the facts, by a narrow parse. The others,
-- which several statements below read, are kept parsed. As texts land without blanks, which event is which is seen without a parse; one
-- that had blanks would be among the others, where every type is understood.
create or replace macro amocrm_is_frequent(body) as contains(body, '"type":"lead_status_changed"') or contains(body, '"type":"sale_field_changed"')
    or contains(body, '"type":"entity_responsible_changed"');

create or replace temp table amocrm_new_events as
select account_id, seq, event.id as event_id, event.type as type, event.entity_type as entity_type, event.entity_id as entity_id,
    event.linked_talk_contact_id as talk_contact_id, event.created_by as author_id, amocrm_moment(event.created_at) as happened_at,
    event.value_before as before, event.value_after as after
from (
    select account_id, seq, from_json(body, '{
        "id": "VARCHAR", "type": "VARCHAR", "entity_id": "BIGINT", "entity_type": "VARCHAR", "created_by": "BIGINT", "created_at": "BIGINT", "linked_talk_contact_id": "BIGINT",
        "value_before": [{"lead_status": {"id": "BIGINT", "pipeline_id": "BIGINT"}, "responsible_user": {"id": "BIGINT"}, "sale_field_value": {"sale": "DOUBLE"},
            "tag": {"name": "VARCHAR"}, "custom_field_value": {"field_id": "BIGINT", "text": "VARCHAR"}}],
        "value_after": [{"lead_status": {"id": "BIGINT", "pipeline_id": "BIGINT"}, "responsible_user": {"id": "BIGINT"}, "sale_field_value": {"sale": "DOUBLE"},
            "tag": {"name": "VARCHAR"}, "custom_field_value": {"field_id": "BIGINT", "text": "VARCHAR"}, "note": {"id": "BIGINT"}, "nps": {"rate": "BIGINT"}}]}') as event
    from new_landing where entity = 'event' and not amocrm_is_frequent(body)
);

-- One insert for all changes, so that it is written once: see map_landing.
insert into recorded_changes by name
select account_id, seq, event_id as change_id, entity_id as deal_id, happened_at,
    case type when 'lead_status_changed' then 'stage' when 'sale_field_changed' then 'amount' when 'entity_responsible_changed' then 'owner'
        when 'lead_added' then 'added' when 'lead_deleted' then 'deleted' when 'lead_restored' then 'restored' when 'entity_merged' then 'merged' end as kind,
    before_status.pipeline_id as before_pipeline_id, before_status.id as before_stage_id,
    after_status.pipeline_id as after_pipeline_id, after_status.id as after_stage_id,
    case type when 'sale_field_changed' then amocrm_minor(coalesce(before_sale, 0)) when 'entity_responsible_changed' then before_person end as before_value,
    case type when 'sale_field_changed' then amocrm_minor(coalesce(after_sale, 0)) when 'entity_responsible_changed' then after_person end as after_value,
    cast(null as varchar) as before_text, cast(null as varchar) as after_text, author_id, false as is_bulk
from (
    select account_id, seq, event.id as event_id, event.type as type, event.entity_type as entity_type, event.entity_id as entity_id,
        event.created_by as author_id, amocrm_moment(event.created_at) as happened_at,
        event.value_before[1].lead_status as before_status, event.value_after[1].lead_status as after_status,
        event.value_before[1].sale_field_value.sale as before_sale, event.value_after[1].sale_field_value.sale as after_sale,
        event.value_before[1].responsible_user.id as before_person, event.value_after[1].responsible_user.id as after_person
    from (
        -- unnest of one keeps the tests below from being drawn into the scan, where each would parse the text once more
        select account_id, seq, unnest([from_json(body, '{
            "id": "VARCHAR", "type": "VARCHAR", "entity_id": "BIGINT", "entity_type": "VARCHAR", "created_by": "BIGINT", "created_at": "BIGINT",
            "value_before": [{"lead_status": {"id": "BIGINT", "pipeline_id": "BIGINT"}, "responsible_user": {"id": "BIGINT"}, "sale_field_value": {"sale": "DOUBLE"}}],
            "value_after": [{"lead_status": {"id": "BIGINT", "pipeline_id": "BIGINT"}, "responsible_user": {"id": "BIGINT"}, "sale_field_value": {"sale": "DOUBLE"}}]}')]) as event
        from new_landing where entity = 'event' and amocrm_is_frequent(body)
    )
    union all
    select account_id, seq, event_id, type, entity_type, entity_id, author_id, happened_at, before[1].lead_status, after[1].lead_status,
        before[1].sale_field_value.sale, after[1].sale_field_value.sale, before[1].responsible_user.id, after[1].responsible_user.id
    from amocrm_new_events
)
where entity_type = 'lead' and kind is not null
union all by name
-- Tags and fields: one event may hold several values on each side
select sides.account_id, sides.seq, sides.event_id || ':' || sides.side || sides.place as change_id, sides.entity_id as deal_id, sides.happened_at, 'attribute' as kind,
    case sides.side when 'before' then sides.name || '=' || sides.value end as before_text,
    case sides.side when 'after' then sides.name || '=' || sides.value end as after_text,
    sides.author_id, false as is_bulk
from (
    select one.account_id, one.seq, one.event_id, one.entity_id, one.happened_at, one.author_id, one.side, one.place,
        case when one.tag is not null then 'tag' else coalesce(fields.name, 'field ' || one.field_id) end as name, coalesce(one.tag, one.text) as value
    from (
        select account_id, seq, event_id, entity_id, happened_at, author_id, 'before' as side, generate_subscripts(before, 1) as place,
            unnest(before).tag.name as tag, unnest(before).custom_field_value.field_id as field_id, unnest(before).custom_field_value.text as text
        from amocrm_new_events where entity_type = 'lead' and (type in ('entity_tag_added', 'entity_tag_deleted') or type like 'custom_field%')
        union all
        select account_id, seq, event_id, entity_id, happened_at, author_id, 'after' as side, generate_subscripts(after, 1) as place,
            unnest(after).tag.name as tag, unnest(after).custom_field_value.field_id as field_id, unnest(after).custom_field_value.text as text
        from amocrm_new_events where entity_type = 'lead' and (type in ('entity_tag_added', 'entity_tag_deleted') or type like 'custom_field%')
    ) as one
    asof left join (select * from amocrm_names where kind = 'field') as fields
        on fields.account_id = one.account_id and fields.id = one.field_id and fields.seq < one.seq
) as sides
where sides.value is not null;

insert into recorded_answers by name
select account_id, seq, event_id as answer_id, entity_id as deal_id, 'nps' as kind, after[1].nps.rate as score, happened_at as answered_at
from amocrm_new_events where type = 'nps_rate_added' and entity_type = 'lead' and after[1].nps.rate is not null;

-- Enquiries that waited in «Неразобранное» when the list was read

insert into recorded_enquiries by name
select account_id, seq, id as enquiry_id, enquiry."_embedded".leads[1].id as deal_id, enquiry.pipeline_id as pipeline_id,
    case enquiry.category when 'sip' then 'call' when 'forms' then 'form' when 'chats' then 'chat' else enquiry.category end as category,
    coalesce(nullif(enquiry.source_name, ''), enquiry.metadata.source_name, enquiry.metadata.form_name, enquiry.metadata.service) as source,
    coalesce(amocrm_moment(enquiry.created_at), seen_at) as created_at
from (
    select account_id, seq, id, seen_at, from_json(body, '{
        "category": "VARCHAR", "source_name": "VARCHAR", "pipeline_id": "BIGINT", "created_at": "BIGINT",
        "metadata": {"source_name": "VARCHAR", "form_name": "VARCHAR", "service": "VARCHAR"}, "_embedded": {"leads": [{"id": "BIGINT"}]}}') as enquiry
    from new_landing where entity = 'unsorted'
);

-- What people did: calls, letters and text messages from notes; letters and calls of which only the event can be read; chats

create or replace temp table amocrm_new_notes as
select account_id, seq, entity, note
from (
    select account_id, seq, entity, from_json(body, '{
        "id": "BIGINT", "entity_id": "BIGINT", "created_by": "BIGINT", "responsible_user_id": "BIGINT", "created_at": "BIGINT", "note_type": "VARCHAR",
        "params": {"duration": "DOUBLE", "call_status": "BIGINT", "call_responsible": "VARCHAR", "income": "BOOLEAN"}}') as note
    from new_landing where entity in ('lead_note', 'contact_note')
);

-- Tasks count once they are done, at the moment of their task_completed event; whichever of task and event comes last completes the other

insert into amocrm_tasks by name
select account_id, task.id as id, seq,
    case task.entity_type when 'leads' then task.entity_id end as deal_id, case task.entity_type when 'contacts' then task.entity_id end as contact_id,
    case task.task_type_id when 2 then 'meeting' else 'task' end as kind,
    nullif(task.responsible_user_id, 0) as person_id, coalesce(task.is_completed, false) as is_completed, amocrm_moment(task.updated_at) as updated_at
from (
    select account_id, seq, from_json(body, '{"id": "BIGINT", "entity_id": "BIGINT", "entity_type": "VARCHAR", "task_type_id": "BIGINT",
        "responsible_user_id": "BIGINT", "is_completed": "BOOLEAN", "updated_at": "BIGINT"}') as task
    from new_landing where entity = 'task'
);

insert into amocrm_completions by name
select account_id, entity_id as id, seq, happened_at, author_id from amocrm_new_events where type = 'task_completed' and entity_type = 'task';

create or replace temp table amocrm_new_tasks as
select tasks.* from amocrm_tasks as tasks join amocrm_first as first on first.account_id = tasks.account_id and tasks.seq >= first.seq;
create or replace temp table amocrm_new_completions as
select done.* from amocrm_completions as done join amocrm_first as first on first.account_id = done.account_id and done.seq >= first.seq;

-- One insert for all activities, so that it is written once: see map_landing.
insert into recorded_activities by name
select account_id, seq, 'note:' || note.id as activity_id,
    case entity when 'lead_note' then note.entity_id end as deal_id, case entity when 'contact_note' then note.entity_id end as contact_id,
    case when note.note_type in ('call_in', 'call_out') then 'call' when note.note_type = 'amomail_message' then 'mail' else 'message' end as kind,
    case when note.note_type in ('call_in', 'sms_in') then 'in' when note.note_type in ('call_out', 'sms_out') then 'out'
        when note.params.income then 'in' when not note.params.income then 'out' end as direction,
    -- Telephony writes calls in its own name or the administrator's: who is named as having talked comes first.
    coalesce(nullif(try_cast(note.params.call_responsible as bigint), 0), nullif(note.created_by, 0), nullif(note.responsible_user_id, 0)) as person_id,
    amocrm_moment(note.created_at) as happened_at,
    case when note.note_type in ('call_in', 'call_out') then cast(round(note.params.duration) as bigint) end as seconds,
    case note.params.call_status when 1 then 'left_message' when 2 then 'call_back' when 3 then 'unavailable' when 4 then 'answered'
        when 5 then 'wrong_number' when 6 then 'no_answer' when 7 then 'busy' end as outcome
from amocrm_new_notes
where note.note_type in ('call_in', 'call_out', 'amomail_message', 'sms_in', 'sms_out')
union all by name
select events.account_id, events.seq, coalesce('note:' || events.after[1].note.id, 'event:' || events.event_id) as activity_id,
    case events.entity_type when 'lead' then events.entity_id end as deal_id,
    case events.entity_type when 'contact' then events.entity_id else events.talk_contact_id end as contact_id,
    case when events.type like '%_call' then 'call' when events.type like '%_mail' then 'mail' else 'message' end as kind,
    case when events.type like 'incoming_%' then 'in' else 'out' end as direction,
    nullif(events.author_id, 0) as person_id, events.happened_at
from amocrm_new_events as events
anti join (select account_id, 'note:' || note.id as activity_id, seq from amocrm_new_notes union all
        select account_id, activity_id, seq from recorded_activities where activity_id like 'note:%') as notes
    on notes.account_id = events.account_id and notes.activity_id = 'note:' || events.after[1].note.id and notes.seq < events.seq
where events.type in ('incoming_call', 'outgoing_call', 'incoming_mail', 'outgoing_mail', 'incoming_chat_message', 'outgoing_chat_message')
    and events.entity_type in ('lead', 'contact')
union all by name
(select tasks.account_id, tasks.seq, 'task:' || tasks.id as activity_id, tasks.deal_id, tasks.contact_id, tasks.kind,
    coalesce(nullif(done.author_id, 0), tasks.person_id) as person_id, coalesce(done.happened_at, tasks.updated_at) as happened_at
from amocrm_new_tasks as tasks
asof left join (select * from amocrm_completions semi join amocrm_new_tasks on amocrm_new_tasks.account_id = amocrm_completions.account_id and amocrm_new_tasks.id = amocrm_completions.id) as done
    on done.account_id = tasks.account_id and done.id = tasks.id and done.seq < tasks.seq
where tasks.is_completed
union all
select done.account_id, done.seq, 'task:' || done.id, tasks.deal_id, tasks.contact_id, tasks.kind,
    coalesce(nullif(done.author_id, 0), tasks.person_id), done.happened_at
from amocrm_new_completions as done
asof join (select * from amocrm_tasks semi join amocrm_new_completions on amocrm_new_completions.account_id = amocrm_tasks.account_id and amocrm_new_completions.id = amocrm_tasks.id) as tasks
    on tasks.account_id = done.account_id and tasks.id = done.id and tasks.seq < done.seq
where tasks.is_completed);
