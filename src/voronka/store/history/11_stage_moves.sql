-- Stage moves before deletions are laid over them. `phase` orders what happens at one instant; `known` is 0 event, 1 inferred, 2 synthetic;
-- `value` of the creation is the number of its currency.
create or replace temp table stage_moves as
-- phase 0: the creation
select life_no, account_id, deal_id, started_at as happened_at, 0::tinyint as phase, -1::bigint as line_no, cast(null as bigint) as from_ix,
    initial_ix as to_ix, author_id, false as is_bulk, case when is_start_told then 0 else 1 end::tinyint as known,
    currency_no as value
from lives
union all
-- 2: told by an event
select lives.life_no, lives.account_id, lives.deal_id, chain.happened_at, 2, chain.line_no * 2 + 1,
    coalesce(chain.before, chain.prior, lives.initial_ix), chain.after,
    chain.author_id, chain.is_bulk or bulk_moments.moment is not null, 0, null
from chain
join lives on lives.deal_no = chain.deal_no
left join derived.build.bulk_moments
    on bulk_moments.account_id = lives.account_id and bulk_moments.author_id = chain.author_id
    and bulk_moments.moment = epoch_us(chain.happened_at) // 10000000
where chain.kind_no = 3 and not chain.is_ahead and chain.after <> coalesce(chain.before, chain.prior, lives.initial_ix)
union all
-- 2: a gap, closed at the moment that reveals it
select lives.life_no, lives.account_id, lives.deal_id, chain.happened_at, 2, chain.line_no * 2, prior, before, null, false, 2, null
from chain
join lives on lives.deal_no = chain.deal_no
where kind_no = 3 and not chain.is_ahead and prior <> before
union all
-- 3: the present stage, told by the record alone
select life_no, account_id, deal_id, final_at, 3, 0, coalesce(last_after, initial_ix), final_ix, null, false,
    case when last_after is null then 1 else 2 end, null
from lives
where final_ix is not null;

create or replace temp table broken as select distinct life_no from stage_moves where known = 2;

-- Deletions: from events, and from the record where no event tells. Alternating, each with its end.
create or replace temp table deletions as
with told as (
    select lives.life_no, changes.happened_at, changes.kind = 'deleted' as is_gone, changes.author_id, 0::tinyint as known
    from work.recorded_changes as changes
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

-- While a deal is deleted its moves are hidden; it comes back to where they led.
create or replace temp table last_of_instant as
select life_no, happened_at, arg_max(to_ix, (phase, line_no)) as to_ix
from stage_moves
semi join deletions on deletions.life_no = stage_moves.life_no
group by life_no, happened_at;

create or replace temp table deletion_moves as
with gone as (
    select deletions.*, stage_at.to_ix as gone_from_ix, getvariable('deletion_ixs')[pipe_of(stage_at.to_ix)] as deletion_ix
    from deletions
    asof join last_of_instant as stage_at on stage_at.life_no = deletions.life_no and stage_at.happened_at <= deletions.gone_at
),
back as (
    select gone.*, stage_at.to_ix as back_ix
    from gone
    asof join last_of_instant as stage_at on stage_at.life_no = gone.life_no and stage_at.happened_at < gone.back_at
)
select life_no, gone_at as happened_at, 4::tinyint as phase, gone_from_ix as from_ix, deletion_ix as to_ix, gone_by as author_id, gone_known as known from gone
union all
select life_no, back_at, 1, deletion_ix, back_ix, back_by, back_known from back;

-- Deals that were in several pipelines have several journeys.
create or replace temp table travellers as select distinct life_no from stage_moves where pipe_of(from_ix) <> pipe_of(to_ix);
