-- The other dictionaries as they stand in the newest recorded version; people named only by history are kept as vanished.
create or replace temp table new_pipelines as
with newest as (
    select account_id, pipeline_id, max(seq) as seq, arg_max(name, seq) filter (where name is not null) as last_name
    from work.recorded_pipelines group by account_id, pipeline_id
)
-- a version without a name says that the pipeline is gone
select newest.account_id, newest.pipeline_id, coalesce(newest.last_name, '#' || newest.pipeline_id) as name, versions.sort,
    coalesce(versions.is_main, false) as is_main, coalesce(versions.is_archived, false) as is_archived, versions.name is null as is_deleted
from newest
join work.recorded_pipelines as versions
    on versions.account_id = newest.account_id and versions.pipeline_id = newest.pipeline_id and versions.seq = newest.seq
union all
select distinct used.account_id, used.pipeline_id, '#' || used.pipeline_id, cast(null as bigint), false, false, true
from derived.build.used_stages as used
where not exists (
    select 1 from newest where newest.account_id = used.account_id and newest.pipeline_id = used.pipeline_id
)
order by 1, 2;

create or replace temp table new_teams as
select account_id, team_id, arg_max(name, seq) as name
from work.recorded_teams group by account_id, team_id
order by account_id, team_id;

insert into derived.build.used_people
with named as (
    select account_id, author_id as person_id from work.recorded_changes where seq > getvariable('derived_seq')
    union
    select account_id, before_value from work.recorded_changes where kind = 'owner' and seq > getvariable('derived_seq')
    union
    select account_id, after_value from work.recorded_changes where kind = 'owner' and seq > getvariable('derived_seq')
    union
    select account_id, owner_id from work.recorded_deals where seq > getvariable('derived_seq')
    union
    select account_id, person_id from work.recorded_activities where seq > getvariable('derived_seq')
)
select account_id, person_id
from named
where person_id > 0
  and not exists (
      select 1 from derived.build.used_people as used
      where used.account_id = named.account_id and used.person_id = named.person_id
  )
order by all;

create or replace temp table new_people as
with newest as (
    select account_id, person_id, max(seq) as seq, arg_max(name, seq) filter (where name is not null) as last_name
    from work.recorded_people group by account_id, person_id
)
select newest.account_id, newest.person_id, coalesce(newest.last_name, '#' || newest.person_id) as name, versions.team_id,
    coalesce(versions.is_active, false) as is_active, versions.name is null as is_vanished
from newest
join work.recorded_people as versions
    on versions.account_id = newest.account_id and versions.person_id = newest.person_id and versions.seq = newest.seq
union all
select used.account_id, used.person_id, '#' || used.person_id, cast(null as bigint), false, true
from derived.build.used_people as used
where not exists (
    select 1 from newest where newest.account_id = used.account_id and newest.person_id = used.person_id
)
order by 1, 2;
