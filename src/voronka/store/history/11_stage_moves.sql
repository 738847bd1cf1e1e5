-- Stage moves before deletions are laid over them. `phase` orders what happens at one instant.
create or replace temp table stage_moves as
-- 0: the creation
select deal_no, started_at as happened_at, 0::tinyint as phase, 0::bigint as line_no, cast(null as integer) as from_ix, initial_ix as to_ix,
    author_id, false as is_bulk, case when is_start_told then 'event' else 'inferred' end as known
from lives
union all
-- 2: told by an event whose chain is whole, or that knows only where the deal came
select chain.deal_no, chain.happened_at, 2, chain.line_no * 2 + 1, coalesce(chain.before, chain.prior, lives.initial_ix), chain.after,
    chain.author_id, chain.is_bulk, 'event'
from chain
join lives on lives.deal_no = chain.deal_no
where chain.kind_no = 3 and chain.after is distinct from coalesce(chain.before, chain.prior, lives.initial_ix)
union all
-- 2: a gap, closed at the moment that reveals it
select deal_no, happened_at, 2, line_no * 2, prior, before, null, false, 'synthetic'
from chain
where kind_no = 3 and prior <> before
union all
-- 3: the present stage, told by the record alone
select deal_no, final_at, 3, 0, coalesce(last_stage.after, initial_ix), final_ix, null, false,
    case when is_final_synthetic then 'synthetic' else 'inferred' end
from lives
left join (select deal_no as last_no, after from chain where kind_no = 3 and is_last) as last_stage on last_stage.last_no = lives.deal_no
where final_ix is not null;

-- Deletions: from events, and from the record where no event tells. Alternating, each with its end.
create or replace temp table deletions as
with told as (
    select deal_now.deal_no, changes.happened_at, changes.kind = 'deleted' as is_gone, changes.author_id, 'event' as known
    from work.recorded_changes as changes
    join deal_now on deal_now.account_id = changes.account_id and deal_now.deal_id = changes.deal_id
    where changes.kind in ('deleted', 'restored') and changes.happened_at < deal_now.known_until
),
last_told as (
    select deal_no, arg_max(is_gone, (happened_at, is_gone)) as is_gone, max(happened_at) as happened_at from told group by deal_no
),
with_record as (
    select * from told
    union all
    select lives.deal_no, greatest(coalesce(lives.last_updated_at, lives.started_at), last_told.happened_at, lives.started_at),
        lives.is_deleted, null, 'inferred'
    from lives
    left join last_told on last_told.deal_no = lives.deal_no
    where lives.is_deleted <> coalesce(last_told.is_gone, false)
      and (last_told.happened_at is null or lives.last_updated_at >= last_told.happened_at)
),
turns as (
    select *, lag(is_gone, 1, false) over (partition by deal_no order by happened_at, is_gone) as was_gone
    from with_record
),
alternating as (
    select *, lead(happened_at) over (partition by deal_no order by happened_at, is_gone) as back_at,
        lead(author_id) over (partition by deal_no order by happened_at, is_gone) as back_by,
        lead(known) over (partition by deal_no order by happened_at, is_gone) as back_known
    from turns
    where is_gone <> was_gone
)
select alternating.deal_no, greatest(happened_at, lives.started_at) as gone_at, back_at, alternating.author_id as gone_by, back_by, known as gone_known, back_known
from alternating
join lives on lives.deal_no = alternating.deal_no
where is_gone and back_at is distinct from happened_at;
