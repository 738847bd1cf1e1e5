-- Each deal of the slice as last recorded before the horizon, with a dense number in order of its key.
-- A stub of a deleted deal says only that it is deleted; a version from beyond the horizon serves only when there is no other.
create or replace temp table deal_now as
with versions as (
    select deals.account_id, deals.deal_id, deals.seq, coalesce(deals.is_deleted, false) as is_deleted,
        coalesce(deals.updated_at, timestamp '0001-01-01') as updated_at,
        deals.is_deleted and deals.stage_id is null as is_stub,
        coalesce(deals.updated_at >= horizons.known_until, false) as is_ahead
    from versions_of_slice as deals
    semi join slice on slice.account_id = deals.account_id and slice.deal_id = deals.deal_id
    join horizons on horizons.account_id = deals.account_id
),
newest as (
    select account_id, deal_id,
        coalesce(max(seq) filter (where not is_stub and not is_ahead), min(seq) filter (where not is_stub)) as seq,
        arg_max(is_deleted, seq) filter (where not is_ahead) as is_deleted, arg_max(updated_at, seq) filter (where not is_ahead) as updated_at
    from versions
    group by account_id, deal_id
)
select row_number() over (order by slice.account_id, slice.deal_id)::integer as deal_no,
    slice.account_id, slice.deal_id, horizons.known_until,
    version.seq as version_seq, version.external_id, version.name, version.created_at, version.updated_at, version.closed_at,
    coalesce(version.updated_at >= horizons.known_until, false) as is_ahead,
    stage_ix.ix as stage_ix,
    version.owner_id, version.amount_minor, currencies.currency_no,
    coalesce(newest.is_deleted, false) as is_deleted, nullif(newest.updated_at, timestamp '0001-01-01') as last_updated_at
from slice
join horizons on horizons.account_id = slice.account_id
left join newest on newest.account_id = slice.account_id and newest.deal_id = slice.deal_id
left join versions_of_slice as version
    on version.account_id = newest.account_id and version.deal_id = newest.deal_id and version.seq = newest.seq
left join new_accounts as accounts on accounts.account_id = slice.account_id
left join currencies on currencies.currency = coalesce(version.currency, accounts.currency)
left join stage_ix
    on stage_ix.account_id = version.account_id and stage_ix.pipeline_id = version.pipeline_id and stage_ix.stage_id = version.stage_id
order by deal_no;

set variable none = -9223372036854775808;

-- The same for the replay, with what other changes (creation, deletion, tags) tell of its start: moments in microseconds, null as the smallest number.
create or replace temp view deals_of_slice as
with other_events as (
    select deal_now.deal_no, min(changes.happened_at) as first_at, any_value(changes.author_id) filter (where changes.kind = 'added') as author_id
    from changes_of_slice as changes
    join deal_now on deal_now.account_id = changes.account_id and deal_now.deal_id = changes.deal_id
    where changes.kind not in ('owner', 'amount', 'stage') and changes.happened_at < deal_now.known_until
    group by deal_now.deal_no
)
select account_id, deal_id, epoch_us(known_until) as known_until,
    coalesce(epoch_us(created_at), getvariable('none')) as created_at, coalesce(epoch_us(updated_at), getvariable('none')) as updated_at,
    coalesce(epoch_us(closed_at), getvariable('none')) as closed_at, coalesce(epoch_us(first_at), getvariable('none')) as first_other_at,
    is_ahead, is_deleted, coalesce(stage_ix, 0)::bigint as stage_ix, coalesce(currency_no, 0)::bigint as currency_no,
    coalesce(owner_id, getvariable('none')) as owner, coalesce(amount_minor, getvariable('none')) as amount,
    coalesce(author_id, getvariable('none')) as author_id
from deal_now
left join other_events on other_events.deal_no = deal_now.deal_no
order by deal_now.deal_no;

-- Of which deals the CRM's list of unsorted enquiries tells.
create or replace temp table told_enquiries as
select enquiries.account_id, enquiries.deal_id, min(enquiries.created_at) as created_at,
    arg_min(struct_pack(id := enquiry_id, pipeline_id := pipeline_id, category := category, source := source), (enquiries.created_at, enquiry_id)) as record
from work.recorded_enquiries as enquiries
semi join slice on slice.account_id = enquiries.account_id and slice.deal_id = enquiries.deal_id
join horizons on horizons.account_id = enquiries.account_id and enquiries.created_at < horizons.known_until
group by enquiries.account_id, enquiries.deal_id;
