-- Every stage that new facts name, so that one the CRM never listed still has a row.
insert into derived.build.used_stages
with named as (
    select account_id, before_pipeline_id as pipeline_id, before_stage_id as stage_id
    from work.recorded_changes where kind = 'stage' and seq > getvariable('derived_seq')
    union
    select account_id, after_pipeline_id, after_stage_id
    from work.recorded_changes where kind = 'stage' and seq > getvariable('derived_seq')
    union
    select account_id, pipeline_id, stage_id from work.recorded_deals where seq > getvariable('derived_seq')
)
select account_id, pipeline_id, stage_id
from named
where pipeline_id is not null and stage_id is not null
  and not exists (
      select 1 from derived.build.used_stages as used
      where used.account_id = named.account_id and used.pipeline_id = named.pipeline_id and used.stage_id = named.stage_id
  )
order by all;
