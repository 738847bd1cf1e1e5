-- Landed records of files → recorded facts (docs/tables.md, section 2). Reads the view new_landing; each entity is parsed once.
-- Moments in the bodies are UTC already, money is in hundredths already: what a cell means is settled before it lands.

-- A canonical integer below 2^53 stands for itself; any other text gets a number from 2^62 up, made of its MD5, the same for ever.
create or replace temp macro file_number(name) as case
    when regexp_full_match(name, '0|[1-9][0-9]{0,15}') and try_cast(name as bigint) < 9007199254740992 then try_cast(name as bigint)
    else cast((md5_number_lower(name) >> 2) | cast(4611686018427387904 as ubigint) as bigint)
end;
-- Pipelines and stages are known by name alone, so a stage called "2" is no id 2.
create or replace temp macro file_pipeline(name) as file_number('pipeline ' || name);
create or replace temp macro file_stage(pipeline, name) as file_number('stage ' || pipeline || chr(31) || name);

insert into recorded_accounts by name
select account_id, seq, account.name as name, cast(null as varchar) as base_url, account.timezone as timezone,
    account.currency as currency, 'files' as source_kind
from (
    select account_id, seq, from_json(body, '{"name": "VARCHAR", "timezone": "VARCHAR", "currency": "VARCHAR"}') as account
    from new_landing where entity = 'account'
);

create or replace temp table file_new_pipelines as
select account_id, seq, from_json(body, '{"name": "VARCHAR", "stages": [{"name": "VARCHAR", "kind": "VARCHAR"}]}') as pipeline
from new_landing where entity = 'pipeline';

insert into recorded_pipelines by name
select account_id, seq, file_pipeline(pipeline.name) as pipeline_id, pipeline.name as name, 1 as sort, true as is_main, false as is_archived
from file_new_pipelines;

insert into recorded_stages by name
select account_id, seq, file_pipeline(pipeline.name) as pipeline_id, file_stage(pipeline.name, stage.name) as stage_id,
    stage.name as name, sort, stage.kind as kind, cast(null as varchar) as color
from (
    select account_id, seq, pipeline, unnest(pipeline.stages) as stage, generate_subscripts(pipeline.stages, 1) as sort
    from file_new_pipelines
);

create or replace temp table file_new_people as
select account_id, seq, from_json(body, '{"name": "VARCHAR", "team": "VARCHAR"}') as person
from new_landing where entity = 'person';

insert into recorded_people by name
select account_id, seq, file_number(person.name) as person_id, person.name as name, file_number(person.team) as team_id, true as is_active
from file_new_people;

insert into recorded_teams by name
select account_id, min(seq) as seq, file_number(person.team) as team_id, person.team as name
from file_new_people where person.team is not null
group by account_id, person.team;

-- Deals; a table of deals alone also tells when a deal entered which stage.

create or replace temp table file_new_deals as
select account_id, seq, from_json(body, '{
    "pipeline": "VARCHAR", "deal": "VARCHAR", "name": "VARCHAR", "stage": "VARCHAR", "created": "TIMESTAMP", "closed": "TIMESTAMP",
    "owner": "VARCHAR", "source": "VARCHAR", "loss_reason": "VARCHAR", "company": "VARCHAR", "contact": "VARCHAR",
    "amount": "BIGINT", "currency": "VARCHAR", "fields": "MAP(VARCHAR, VARCHAR)", "entries": [{"stage": "VARCHAR", "at": "TIMESTAMP"}]}') as deal
from new_landing where entity = 'deal';

insert into recorded_deals by name
select account_id, seq, file_number(deal.deal) as deal_id, deal.deal as external_id, deal.name as name,
    deal.created as created_at, cast(null as timestamp) as updated_at, deal.closed as closed_at,
    file_pipeline(deal.pipeline) as pipeline_id, file_stage(deal.pipeline, deal.stage) as stage_id, file_number(deal.owner) as owner_id,
    deal.amount as amount_minor, deal.currency as currency, deal.loss_reason as loss_reason, deal.source as source,
    deal.contact as contact, deal.company as company, cast([] as varchar[]) as tags,
    coalesce(deal.fields, map([]::varchar[], []::varchar[])) as fields, false as is_deleted
from file_new_deals;

insert into recorded_changes by name
select account_id, seq, 'deal ' || deal.pipeline || chr(31) || deal.deal || chr(31) || entry.stage as change_id,
    file_number(deal.deal) as deal_id, entry."at" as happened_at, 'stage' as kind,
    file_pipeline(deal.pipeline) as after_pipeline_id, file_stage(deal.pipeline, entry.stage) as after_stage_id, false as is_bulk
from (select account_id, seq, deal, unnest(deal.entries) as entry from file_new_deals);

-- Events of a log: the stage, who moved the deal and so owns it, and what the event says about the deal.

create or replace temp table file_new_events as
select account_id, seq, id, event, file_number(event.deal) as deal_id, file_number(event.owner) as person_id
from (
    select account_id, seq, id, from_json(body, '{
        "pipeline": "VARCHAR", "deal": "VARCHAR", "stage": "VARCHAR", "at": "TIMESTAMP", "owner": "VARCHAR",
        "amount": "BIGINT", "source": "VARCHAR", "loss_reason": "VARCHAR", "fields": "MAP(VARCHAR, VARCHAR)"}') as event
    from new_landing where entity = 'event'
);

insert into recorded_changes by name
select account_id, seq, 'stage ' || id as change_id, deal_id, event."at" as happened_at, 'stage' as kind,
    file_pipeline(event.pipeline) as after_pipeline_id, file_stage(event.pipeline, event.stage) as after_stage_id,
    person_id as author_id, false as is_bulk
from file_new_events;

insert into recorded_changes by name
select account_id, seq, 'owner ' || id as change_id, deal_id, event."at" as happened_at, 'owner' as kind,
    person_id as after_value, person_id as author_id, false as is_bulk
from file_new_events where person_id is not null;

insert into recorded_changes by name
select account_id, seq, 'amount ' || id as change_id, deal_id, event."at" as happened_at, 'amount' as kind,
    event.amount as after_value, person_id as author_id, false as is_bulk
from file_new_events where event.amount is not null;

insert into recorded_changes by name
with told as (
    select account_id, seq, id, deal_id, event."at" as happened_at, person_id, 'source' as name, event.source as value from file_new_events
    union all
    select account_id, seq, id, deal_id, event."at", person_id, 'loss_reason', event.loss_reason from file_new_events
    union all
    select account_id, seq, id, deal_id, event."at", person_id, unnest(map_keys(event.fields)), unnest(map_values(event.fields))
    from file_new_events
)
select account_id, seq, name || ' ' || id as change_id, deal_id, happened_at, 'attribute' as kind,
    name || '=' || value as after_text, person_id as author_id, false as is_bulk
from told where value is not null;
