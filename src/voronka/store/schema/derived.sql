-- The published tables, and in the schema `build` what the writer alone needs. Meanings: docs/tables.md.
create schema build;
create table build.state (seq bigint, epoch bigint, shape integer, is_published boolean);
create table build.used_stages (account_id bigint, pipeline_id bigint, stage_id bigint);
create table build.used_people (account_id bigint, person_id bigint);
create table build.bulk_moments (account_id bigint, author_id bigint, moment bigint);

create table store (version bigint, definition varchar, made_at timestamp, known_until timestamp);
create table accounts (
    account_id bigint, name varchar, base_url varchar, timezone varchar, currency varchar, source_kind varchar, known_until timestamp
);
create table pipelines (
    account_id bigint, pipeline_id bigint, name varchar, sort bigint, is_main boolean, is_archived boolean, is_deleted boolean
);
create table stages (
    account_id bigint, pipeline_id bigint, stage_id bigint, name varchar, sort bigint, rank integer, position integer,
    kind varchar, color varchar, is_deleted boolean
);
create table people (
    account_id bigint, person_id bigint, name varchar, team_id bigint, is_active boolean, is_vanished boolean
);
create table teams (account_id bigint, team_id bigint, name varchar);
create table deals (
    account_id bigint, deal_id bigint, external_id varchar, name varchar, created_at timestamp, closed_at timestamp,
    pipeline_id bigint, stage_id bigint, owner_id bigint, amount_minor bigint, currency varchar, is_deleted boolean, history varchar
);
create table attributes (
    account_id bigint, deal_id bigint, name varchar, value varchar, valid_from timestamp, valid_to timestamp
);
create table moves (
    account_id bigint, deal_id bigint, move_no integer, moved_at timestamp,
    from_pipeline_id bigint, from_stage_id bigint, to_pipeline_id bigint, to_stage_id bigint,
    hours_before bigint, author_id bigint, owner_id bigint, known varchar, is_bulk boolean
);
create table amounts (
    account_id bigint, deal_id bigint, changed_at timestamp, before_minor bigint, amount_minor bigint, currency varchar,
    pipeline_id bigint, kind varchar, owner_id bigint, is_initial boolean
);
create table owners (account_id bigint, deal_id bigint, changed_at timestamp, owner_id bigint, is_initial boolean);
create table activities (
    account_id bigint, activity_id varchar, deal_id bigint, kind varchar, direction varchar, person_id bigint,
    happened_at timestamp, seconds bigint, outcome varchar
);
create table enquiries (
    account_id bigint, deal_id bigint, enquiry_id varchar, pipeline_id bigint, category varchar, source varchar,
    created_at timestamp, accepted_at timestamp, declined_at timestamp, taken_by bigint, sorted_by bigint
);
create table costs (account_id bigint, source varchar, day date, amount_minor bigint, currency varchar);
create table answers (account_id bigint, deal_id bigint, kind varchar, score bigint, answered_at timestamp);
create table stays (
    account_id bigint, deal_id bigint, pipeline_id bigint, stay_no integer, stage_id bigint, position integer, kind varchar,
    is_filled boolean, is_reach boolean, is_first_visit boolean, is_first_back boolean,
    entered_at timestamp, left_at timestamp, passed_at timestamp, hours bigint, exit varchar, entered_from varchar,
    next_pipeline_id bigint, next_stage_id bigint,
    amount_minor bigint, left_amount_minor bigint, currency varchar, owner_id bigint, started_at timestamp
);
create table journeys (
    account_id bigint, deal_id bigint, pipeline_id bigint, started_at timestamp, from_pipeline_id bigint,
    outcome varchar, outcome_at timestamp, furthest integer, furthest_at timestamp, is_furthest_filled boolean, position integer, stage_id bigint, stage_at timestamp,
    owner_id bigint, current_owner_id bigint, amount_minor bigint, currency varchar, history varchar
);
-- Counts by local day of the journeys' start, added and taken away as deals change: sum them (store/counts.py).
create table passing_days (
    account_id bigint, pipeline_id bigint, day date, position integer, reached bigint, filled_in bigint, moved_back bigint, amount_minor bigint
);
create table ending_days (
    account_id bigint, pipeline_id bigint, day date, position integer, outcome varchar, history varchar,
    deals bigint, no_amount bigint, amount_minor bigint
);
create table leaving_days (
    account_id bigint, pipeline_id bigint, day date, stage_id bigint, position integer, is_open boolean,
    next_pipeline_id bigint, next_stage_id bigint, exit varchar, hours bigint, moves bigint
);
create table step_days (
    account_id bigint, pipeline_id bigint, day date, position integer, ending varchar, hours bigint, deals bigint, skipped bigint
);
create table reach_days (account_id bigint, pipeline_id bigint, day date, position integer, hours bigint, deals bigint);
create table arrival_days (account_id bigint, pipeline_id bigint, day date, stage_id bigint, entered_from varchar, moves bigint);
create macro hours_between("from", "to") as cast(floor((epoch_us("to") - epoch_us("from")) / 3600000000.0) as bigint);
create macro minutes_between("from", "to") as cast(floor((epoch_us("to") - epoch_us("from")) / 60000000.0) as bigint);
