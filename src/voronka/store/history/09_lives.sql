-- What each deal begins and ends with: start, first stage, owner and amount, and the closing move that no change tells of.
create or replace temp table lives as
with other_events as (
    select deal_now.deal_no, min(changes.happened_at) as first_at, any_value(changes.author_id) filter (where changes.kind = 'added') as author_id
    from work.recorded_changes as changes
    join deal_now on deal_now.account_id = changes.account_id and deal_now.deal_id = changes.deal_id
    where changes.kind not in ('owner', 'amount', 'stage') and changes.happened_at < deal_now.known_until
    group by deal_now.deal_no
),
chain_ends as (
    -- the first and last change of each chain, side by side
    select deal_no, min(happened_at) filter (where not is_ahead) as first_at,
        max(before) filter (where kind_no = 3 and prior is null) as first_before, max(after) filter (where kind_no = 3 and prior is null and not is_ahead) as first_after,
        max(happened_at) filter (where kind_no = 3 and prior is null) as first_moved_at,
        max(after) filter (where kind_no = 3 and is_last) as last_after, max(happened_at) filter (where kind_no = 3 and is_last) as last_moved_at,
        max(coalesce(before, case when not is_ahead then after end)) filter (where kind_no = 1 and prior is null) as first_owner,
        max(after) filter (where kind_no = 1 and is_last) as last_owner, max(happened_at) filter (where kind_no = 1 and is_last) as last_owner_at,
        max(coalesce(before, case when not is_ahead then after end)) filter (where kind_no = 2 and prior is null) as first_amount,
        max(after) filter (where kind_no = 2 and is_last) as last_amount, max(happened_at) filter (where kind_no = 2 and is_last) as last_amount_at
    from chain
    where prior is null or is_last
    group by deal_no
),
joined as (
    select deal_now.*, chain_ends.* exclude (deal_no, first_at), other_events.author_id,
        chain_ends.first_at is not null or other_events.deal_no is not null as has_events,
        least(chain_ends.first_at, other_events.first_at) as first_event_at
    from deal_now
    left join chain_ends on chain_ends.deal_no = deal_now.deal_no
    left join other_events on other_events.deal_no = deal_now.deal_no
),
started as (
    select *,
        -- creation, or the first event if that is earlier; of a record without either, the first moment it names
        coalesce(least(created_at, first_event_at), least(updated_at, closed_at)) as started_at,
        not is_ahead and not is_deleted and stage_ix is not null as is_told,
        case when closed_at < known_until and is_closed(stage_ix) then closed_at end as told_closed_at
    from joined
),
begun as (
    select *,
        -- known from the first change's `before`, else from its `after`, else from the record; a deal first known as closed, at a moment
        -- after its start, began on the first open stage
        case
            when first_before is not null then first_before
            when first_after is not null and is_closed(first_after) and first_moved_at > started_at then coalesce(first_open_of(first_after), first_after)
            when first_after is not null then first_after
            when is_closed(stage_ix) and closed_at > started_at then coalesce(first_open_of(stage_ix), stage_ix)
            else stage_ix
        end as initial_ix,
        coalesce(first_owner, owner_id) as initial_owner,
        coalesce(first_amount, amount_minor) as initial_amount
    from started
)
-- numbered in the order in which deals are stored: by account, start and id
select row_number() over (order by account_id, started_at, deal_id)::integer as life_no,
    deal_no, account_id, deal_id, known_until, version_seq, external_id, name, coalesce(created_at, started_at) as created_at, started_at,
    author_id, has_events, currency_no, is_deleted, last_updated_at, updated_at, initial_ix, initial_owner, initial_amount, last_after,
    first_before is null and first_after = initial_ix and first_moved_at = started_at as is_start_told,
    case
        -- closed, as the record alone tells
        when last_after is null and is_closed(stage_ix) and initial_ix <> stage_ix and (is_told or is_deleted or told_closed_at is not null)
            then stage_ix
        -- the record, no older than the last change, knows another stage
        when is_told and last_after <> stage_ix and coalesce(updated_at >= last_moved_at, true) and not is_same_end(stage_ix, last_after)
            then stage_ix
    end as final_ix,
    greatest(started_at, last_moved_at, coalesce(told_closed_at, case when not is_ahead then updated_at end)) as final_at,
    case when not is_ahead and updated_at >= last_owner_at and owner_id <> last_owner then owner_id end as final_owner,
    case when not is_ahead and updated_at >= last_amount_at and amount_minor <> last_amount then amount_minor end as final_amount,
    coalesce(final_owner, last_owner, initial_owner) as owner_now,
    coalesce(final_amount, last_amount, initial_amount) as amount_now
from begun
where initial_ix is not null and started_at < known_until;
