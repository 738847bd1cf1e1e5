-- What the source sent, every version, never changed. `key` identifies the record, `hash` its body; `version` counts from 1.
create table landing (
    seq bigint, account_id bigint, entity varchar, id varchar, seen_at timestamp,
    version integer, key ubigint, hash ubigint, body varchar
);
create table cursors (account_id bigint, stream varchar, state varchar);

-- How far each account's landing has been mapped, and by which text of its source's mapping.
create table mapped (account_id bigint, seq bigint, mapping_hash ubigint);
-- Counts whole re-mappings: derived tables made in an earlier epoch are rebuilt from nothing.
create table epochs (epoch bigint);
insert into epochs values (1);
-- Deals and activities that lost a recorded fact because a newer version of its record came.
create table superseded (account_id bigint, seq bigint, deal_id bigint, activity_id varchar);

create table recorded_accounts (
    account_id bigint, seq bigint, name varchar, base_url varchar, timezone varchar, currency varchar, source_kind varchar
);
create table recorded_pipelines (
    account_id bigint, seq bigint, pipeline_id bigint, name varchar, sort bigint, is_main boolean, is_archived boolean
);
create table recorded_stages (
    account_id bigint, seq bigint, pipeline_id bigint, stage_id bigint, name varchar, sort bigint, kind varchar, color varchar
);
create table recorded_people (account_id bigint, seq bigint, person_id bigint, name varchar, team_id bigint, is_active boolean);
create table recorded_teams (account_id bigint, seq bigint, team_id bigint, name varchar);
create table recorded_deals (
    account_id bigint, seq bigint, deal_id bigint, external_id varchar, name varchar,
    created_at timestamp, updated_at timestamp, closed_at timestamp,
    pipeline_id bigint, stage_id bigint, owner_id bigint, amount_minor bigint, currency varchar,
    loss_reason varchar, source varchar, contact varchar, company varchar,
    tags varchar[], fields map(varchar, varchar), is_deleted boolean
);
create table recorded_changes (
    account_id bigint, seq bigint, change_id varchar, deal_id bigint, happened_at timestamp, kind varchar,
    before_pipeline_id bigint, before_stage_id bigint, after_pipeline_id bigint, after_stage_id bigint,
    before_value bigint, after_value bigint, before_text varchar, after_text varchar, author_id bigint, is_bulk boolean
);
create table recorded_activities (
    account_id bigint, seq bigint, activity_id varchar, deal_id bigint, contact_id bigint, kind varchar, direction varchar,
    person_id bigint, happened_at timestamp, seconds bigint, outcome varchar
);
create table recorded_links (account_id bigint, seq bigint, deal_id bigint, contact_id bigint);
create table recorded_costs (account_id bigint, seq bigint, source varchar, day date, amount_minor bigint, currency varchar);
create table recorded_answers (
    account_id bigint, seq bigint, answer_id varchar, deal_id bigint, kind varchar, score bigint, answered_at timestamp
);
