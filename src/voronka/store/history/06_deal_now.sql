-- Each deal of the slice as last recorded before the horizon, with a dense number in order of its key.
-- A stub of a deleted deal says only that it is deleted; a version from beyond the horizon serves only when there is no other.
create or replace temp table deal_now as
with versions as (
    select deals.account_id, deals.deal_id, deals.seq,
        deals.is_deleted and deals.stage_id is null as is_stub,
        coalesce(deals.updated_at >= horizons.known_until, false) as is_ahead
    from work.recorded_deals as deals
    semi join slice on slice.account_id = deals.account_id and slice.deal_id = deals.deal_id
    join horizons on horizons.account_id = deals.account_id
),
newest as (
    select account_id, deal_id,
        coalesce(max(seq) filter (where not is_stub and not is_ahead), min(seq) filter (where not is_stub)) as seq,
        max(seq) filter (where not is_ahead) as last_seq
    from versions
    group by account_id, deal_id
)
select row_number() over (order by slice.account_id, slice.deal_id)::integer as deal_no,
    slice.account_id, slice.deal_id, horizons.known_until,
    version.seq as version_seq, version.external_id, version.name, version.created_at, version.updated_at, version.closed_at,
    coalesce(version.updated_at >= horizons.known_until, false) as is_ahead,
    stage_ix.ix as stage_ix,
    version.owner_id, version.amount_minor, currencies.currency_no,
    coalesce(last_version.is_deleted, false) as is_deleted, last_version.updated_at as last_updated_at
from slice
join horizons on horizons.account_id = slice.account_id
left join newest on newest.account_id = slice.account_id and newest.deal_id = slice.deal_id
left join work.recorded_deals as version
    on version.account_id = newest.account_id and version.deal_id = newest.deal_id and version.seq = newest.seq
left join work.recorded_deals as last_version
    on last_version.account_id = newest.account_id and last_version.deal_id = newest.deal_id and last_version.seq = newest.last_seq
left join new_accounts as accounts on accounts.account_id = slice.account_id
left join currencies on currencies.currency = coalesce(version.currency, accounts.currency)
left join stage_ix
    on stage_ix.account_id = version.account_id and stage_ix.pipeline_id = version.pipeline_id and stage_ix.stage_id = version.stage_id
order by deal_no;
