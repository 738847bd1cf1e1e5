-- The deals whose history is made anew: those with new facts, those with facts that lay beyond the horizon last time, those in a
-- pipeline whose blocks changed, and those whose moves became part of a bulk operation (or ceased to be).
create or replace temp table changed as
with changed_pipelines as (
    select new.account_id, new.pipeline_id
    from (
        select account_id, pipeline_id, stage_id, position, kind,
            row_number() over (partition by account_id, pipeline_id order by rank) as place
        from new_stages
        where exists (
            select 1 from derived.stages as old
            where old.account_id = new_stages.account_id and old.pipeline_id = new_stages.pipeline_id and old.stage_id = new_stages.stage_id
        )
    ) as new
    join (
        select account_id, pipeline_id, stage_id, position, kind,
            row_number() over (partition by account_id, pipeline_id order by rank) as place
        from derived.stages
        where exists (
            select 1 from new_stages
            where new_stages.account_id = stages.account_id and new_stages.pipeline_id = stages.pipeline_id
                and new_stages.stage_id = stages.stage_id
        )
    ) as old
        on old.account_id = new.account_id and old.pipeline_id = new.pipeline_id and old.stage_id = new.stage_id
    where (new.position, new.kind, new.place) is distinct from (old.position, old.kind, old.place)
    union
    -- a new block moves no other only when it stands last, and even then the place of the win
    select new_stages.account_id, new_stages.pipeline_id
    from new_stages
    where new_stages.kind = 'open' and not new_stages.is_deleted
      and not exists (
          select 1 from derived.stages as old
          where old.account_id = new_stages.account_id and old.pipeline_id = new_stages.pipeline_id and old.stage_id = new_stages.stage_id
      )
),
changed_moments as (
    select coalesce(new.account_id, old.account_id) as account_id, coalesce(new.author_id, old.author_id) as author_id,
        coalesce(new.moment, old.moment) as moment
    from new_bulk_moments as new
    full join (
        select bulk_moments.*
        from derived.build.bulk_moments
        semi join recounted
            on recounted.account_id = bulk_moments.account_id and recounted.author_id = bulk_moments.author_id
            and recounted.hour = bulk_moments.moment // 360
    ) as old
        on old.account_id = new.account_id and old.author_id = new.author_id and old.moment = new.moment
    where new.moment is null or old.moment is null
)
select account_id, deal_id from work.recorded_deals where seq > getvariable('derived_seq')
union
select account_id, deal_id from work.recorded_changes where seq > getvariable('derived_seq')
union
select account_id, deal_id from work.superseded where seq > getvariable('derived_seq') and deal_id is not null
union
select account_id, deal_id from work.recorded_enquiries where seq > getvariable('derived_seq') and deal_id is not null
union
select enquiries.account_id, enquiries.deal_id
from work.recorded_enquiries as enquiries
join horizons on horizons.account_id = enquiries.account_id and enquiries.created_at >= horizons.previous
where enquiries.created_at >= getvariable('earliest_previous') and enquiries.deal_id is not null
union
select deals.account_id, deals.deal_id
from work.recorded_deals as deals
join horizons on horizons.account_id = deals.account_id and greatest(deals.created_at, deals.updated_at) >= horizons.previous
where greatest(deals.created_at, deals.updated_at) >= getvariable('earliest_previous')
union
select changes.account_id, changes.deal_id
from work.recorded_changes as changes
join horizons on horizons.account_id = changes.account_id and changes.happened_at >= horizons.previous
where changes.happened_at >= getvariable('earliest_previous')
union
select journeys.account_id, journeys.deal_id
from derived.journeys
join changed_pipelines
    on changed_pipelines.account_id = journeys.account_id and changed_pipelines.pipeline_id = journeys.pipeline_id
union
select changes.account_id, changes.deal_id
from work.recorded_changes as changes
join changed_moments
    on changed_moments.account_id = changes.account_id and changed_moments.author_id = changes.author_id
    and changed_moments.moment = epoch_us(changes.happened_at) // 10000000;

delete from derived.build.bulk_moments as old
where exists (
    select 1 from recounted
    where recounted.account_id = old.account_id and recounted.author_id = old.author_id and recounted.hour = old.moment // 360
);
insert into derived.build.bulk_moments select * from new_bulk_moments order by all;
