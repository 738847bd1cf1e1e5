-- Changes of owner (kind 1), amount (2) and stage (3) of these deals, chain by chain and by time; stages as `ix`, null sides as the smallest number.
-- Rows that change nothing are left out; those beyond the horizon (`is_ahead`) only tell, by their `before`, what was.
create or replace temp view timeline as
with sides as (
    select deal_now.deal_no, changes.happened_at,
        case changes.kind when 'owner' then 1 when 'amount' then 2 else 3 end::tinyint as kind,
        case changes.kind when 'stage' then before_stage.ix else changes.before_value end as before,
        case changes.kind when 'stage' then after_stage.ix else changes.after_value end as after,
        changes.author_id, coalesce(changes.is_bulk, false) or bulk_moments.moment is not null as is_bulk, changes.change_id,
        changes.happened_at >= deal_now.known_until as is_ahead
    from changes_of_slice as changes
    join deal_now on deal_now.account_id = changes.account_id and deal_now.deal_id = changes.deal_id
    left join stage_ix as before_stage
        on before_stage.account_id = changes.account_id and before_stage.pipeline_id = changes.before_pipeline_id
        and before_stage.stage_id = changes.before_stage_id
    left join stage_ix as after_stage
        on after_stage.account_id = changes.account_id and after_stage.pipeline_id = changes.after_pipeline_id
        and after_stage.stage_id = changes.after_stage_id
    left join derived.build.bulk_moments
        on bulk_moments.account_id = changes.account_id and bulk_moments.author_id = changes.author_id
        and bulk_moments.moment = epoch_us(changes.happened_at) // 10000000 and changes.kind = 'stage'
    where changes.kind in ('owner', 'amount', 'stage')
)
select deal_no::bigint - 1 as deal, kind, epoch_us(happened_at) as at, coalesce(before, getvariable('none'))::bigint as before, after::bigint as after,
    coalesce(author_id, getvariable('none')) as author_id, is_bulk, hash(change_id) as change_hash, is_ahead
from sides
where after is not null and before is distinct from after
order by deal_no, kind, happened_at;
