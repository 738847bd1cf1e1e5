-- What each deal begins and ends with: start, first stage, owner and amount, and the closing move that no change tells of.
create or replace temp table lives as
with events as (
    select deal_now.deal_no, min(changes.happened_at) as first_at, any_value(changes.author_id) filter (where changes.kind = 'added') as author_id
    from work.recorded_changes as changes
    join deal_now on deal_now.account_id = changes.account_id and deal_now.deal_id = changes.deal_id
    where changes.happened_at < deal_now.known_until
    group by deal_now.deal_no
),
starts as (
    select deal_now.*, events.author_id, events.deal_no is not null as has_events,
        least(
            coalesce(deal_now.created_at, events.first_at, least(deal_now.updated_at, deal_now.closed_at)),
            coalesce(events.first_at, deal_now.created_at, least(deal_now.updated_at, deal_now.closed_at))
        ) as started_at
    from deal_now
    left join events on events.deal_no = deal_now.deal_no
),
joined as (
    select starts.*,
        first_stage.before as first_before, first_stage.after as first_after, first_stage.happened_at as first_moved_at,
        first_kind.kind as first_kind, first_kind.pipe as first_pipe,
        last_stage.after as last_after, last_stage.happened_at as last_moved_at, last_kind.kind as last_kind, last_kind.pipe as last_pipe,
        first_owner.before as first_owner_before, first_owner.after as first_owner_after, first_owner.deal_no is not null as has_owners,
        last_owner.after as last_owner, last_owner.happened_at as last_owner_at,
        first_amount.before as first_amount_before, first_amount.after as first_amount_after, first_amount.deal_no is not null as has_amounts,
        last_amount.after as last_amount, last_amount.happened_at as last_amount_at
    from starts
    left join chain as first_stage on first_stage.deal_no = starts.deal_no and first_stage.kind_no = 3 and first_stage.prior is null
    left join chain as last_stage on last_stage.deal_no = starts.deal_no and last_stage.kind_no = 3 and last_stage.is_last
    left join chain as first_owner on first_owner.deal_no = starts.deal_no and first_owner.kind_no = 1 and first_owner.prior is null
    left join chain as last_owner on last_owner.deal_no = starts.deal_no and last_owner.kind_no = 1 and last_owner.is_last
    left join chain as first_amount on first_amount.deal_no = starts.deal_no and first_amount.kind_no = 2 and first_amount.prior is null
    left join chain as last_amount on last_amount.deal_no = starts.deal_no and last_amount.kind_no = 2 and last_amount.is_last
    left join stage_ix as first_kind on first_kind.ix = first_stage.after
    left join stage_ix as last_kind on last_kind.ix = last_stage.after
),
begun as (
    select joined.*,
        -- known from the first change's `before`, else from its `after`, else from the record; a deal first known as closed, at a moment
        -- after its start, began on the first open stage
        coalesce(
            first_before,
            case
                when first_after is not null and first_kind in ('won', 'lost') and first_moved_at > started_at then coalesce(first_block.ix, first_after)
                when first_after is not null then first_after
                when joined.kind in ('won', 'lost') and joined.closed_at > started_at then coalesce(now_block.ix, joined.stage_ix)
                else joined.stage_ix
            end
        )::integer as initial_ix,
        case when has_owners then coalesce(first_owner_before, first_owner_after) else owner_id end as initial_owner,
        case when has_amounts then coalesce(first_amount_before, first_amount_after) else amount_minor end as initial_amount,
        not is_ahead and not is_deleted and stage_ix is not null as is_told,
        case when closed_at < known_until and kind in ('won', 'lost') then closed_at end as told_closed_at
    from joined
    left join block_ix as first_block on first_block.pipe = joined.first_pipe and first_block.position = 1
    left join block_ix as now_block on now_block.pipe = joined.pipe and now_block.position = 1
)
select deal_no, account_id, deal_id, known_until, version_seq, external_id, name, coalesce(created_at, started_at) as created_at, started_at, author_id, has_events,
    currency, is_deleted, last_updated_at, initial_ix, initial_owner, initial_amount,
    first_before is null and first_after is not null and first_after = initial_ix and first_moved_at = started_at as is_start_told,
    -- the closing move: told by the record alone
    case
        when last_after is null and kind in ('won', 'lost') and initial_ix <> stage_ix and (is_told or told_closed_at is not null or is_deleted)
            then stage_ix
        when last_after is not null and is_told and last_after <> stage_ix
            and (updated_at is null or updated_at >= last_moved_at)
            and not (kind in ('won', 'lost') and kind = last_kind and pipe = last_pipe)
            then stage_ix
    end as final_ix,
    greatest(started_at, last_moved_at, coalesce(told_closed_at, case when not is_ahead then updated_at end, started_at)) as final_at,
    last_after is not null as is_final_synthetic,
    case
        when not is_ahead and has_owners and updated_at >= last_owner_at and owner_id is distinct from last_owner then owner_id
    end as final_owner,
    case
        when not is_ahead and has_amounts and updated_at >= last_amount_at and amount_minor is distinct from last_amount then amount_minor
    end as final_amount,
    updated_at,
    coalesce(final_owner, last_owner, initial_owner) as owner_now,
    coalesce(final_amount, last_amount, initial_amount) as amount_now
from begun
where initial_ix is not null and started_at < known_until
order by deal_no;
