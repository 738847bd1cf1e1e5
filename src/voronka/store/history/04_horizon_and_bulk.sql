-- Moments of ten seconds in which one person moved more than fifty deals, recounted in the hours that new facts fall in.
create or replace temp table recounted as
select account_id, author_id, part // 12 as hour
from (
    select account_id, author_id, part, count(*) as moves
    from (
        select account_id, author_id, epoch_us(happened_at) // 300000000 as part
        from work.recorded_changes
        where seq > getvariable('derived_seq') and kind = 'stage' and author_id is not null
        union all
        select changes.account_id, changes.author_id, epoch_us(changes.happened_at) // 300000000
        from work.recorded_changes as changes
        join horizons on horizons.account_id = changes.account_id and changes.happened_at >= horizons.previous
        where changes.happened_at >= getvariable('earliest_previous') and changes.kind = 'stage' and changes.author_id is not null
    )
    group by account_id, author_id, part
)
group by account_id, author_id, hour
-- when all is new, an hour without five minutes of more than fifty holds no such moment, and nearly no hour is left to look into
having getvariable('derived_seq') > 0 or max(moves) > 50;

set variable recounted_from = (select coalesce(make_timestamp(min(hour) * 3600000000), timestamp '9999-12-31') from recounted);
set variable recounted_until = (select coalesce(make_timestamp((max(hour) + 1) * 3600000000), timestamp '9999-12-31') from recounted);

create or replace temp table new_bulk_moments as
with moves as (
    select changes.rowid as row_no, changes.account_id, changes.author_id, epoch_us(changes.happened_at) // 10000000 as moment
    from work.recorded_changes as changes
    join recounted
        on recounted.account_id = changes.account_id and recounted.author_id = changes.author_id
        and recounted.hour = epoch_us(changes.happened_at) // 3600000000
    join horizons on horizons.account_id = changes.account_id and changes.happened_at < horizons.known_until
    where changes.happened_at >= getvariable('recounted_from') and changes.happened_at < getvariable('recounted_until')
      and changes.kind = 'stage' and changes.after_stage_id is not null
      and (
          changes.before_stage_id is distinct from changes.after_stage_id
          or changes.before_pipeline_id is distinct from changes.after_pipeline_id
      )
),
crowded as (
    select account_id, author_id, moment from moves group by account_id, author_id, moment having count(*) > 50
)
-- a change that came twice counts once; only those of crowded moments are asked for their id
select moves.account_id, moves.author_id, moves.moment
from (select * from moves semi join crowded using (account_id, author_id, moment)) as moves
join work.recorded_changes as changes on changes.rowid = moves.row_no
group by moves.account_id, moves.author_id, moves.moment
having count(distinct changes.change_id) > 50;
