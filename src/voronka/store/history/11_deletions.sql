-- Deletions: from events, and from the record where no event tells. Alternating, each with its end.
create or replace temp table deletions as
with told as (
    select lives.life_no, changes.happened_at, changes.kind = 'deleted' as is_gone, changes.author_id, 0::tinyint as known
    from changes_of_slice as changes
    join lives on lives.account_id = changes.account_id and lives.deal_id = changes.deal_id
    where changes.kind in ('deleted', 'restored') and changes.happened_at < lives.known_until
),
last_told as (
    select life_no, arg_max(is_gone, (happened_at, is_gone)) as is_gone, max(happened_at) as happened_at from told group by life_no
),
with_record as (
    select * from told
    union all
    select lives.life_no, greatest(lives.last_updated_at, last_told.happened_at, lives.started_at), lives.is_deleted, null, 1
    from lives
    left join last_told on last_told.life_no = lives.life_no
    where lives.is_deleted <> coalesce(last_told.is_gone, false)
      and (last_told.happened_at is null or lives.last_updated_at >= last_told.happened_at)
),
turns as (
    select *, lag(is_gone, 1, false) over (partition by life_no order by happened_at, is_gone) as was_gone from with_record
),
alternating as (
    select *, lead(happened_at) over line as back_at, lead(author_id) over line as back_by, lead(known) over line as back_known
    from turns
    where is_gone <> was_gone
    window line as (partition by life_no order by happened_at, is_gone)
)
select life_no, happened_at as gone_at, back_at, author_id as gone_by, back_by, known as gone_known, back_known
from alternating
where is_gone and back_at is distinct from happened_at;
