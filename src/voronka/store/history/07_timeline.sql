-- Changes of owner (kind_no 1), amount (2) and stage (3) of these deals, by time; stages as `ix`, null where a side is not known.
-- Rows that change nothing are left out; those beyond the horizon (`is_ahead`) only tell, by their `before`, what was. Later steps walk over this table in its order, so nothing may join it before that.
create or replace temp table timeline as
with sides as (
    select deal_now.deal_no, changes.happened_at,
        case changes.kind when 'owner' then 1 when 'amount' then 2 else 3 end::tinyint as kind_no,
        case changes.kind when 'stage' then before_stage.ix else changes.before_value end as before,
        case changes.kind when 'stage' then after_stage.ix else changes.after_value end as after,
        changes.author_id, coalesce(changes.is_bulk, false) as is_bulk, hash(changes.change_id) as change_hash,
        changes.happened_at >= deal_now.known_until as is_ahead
    from work.recorded_changes as changes
    join deal_now on deal_now.account_id = changes.account_id and deal_now.deal_id = changes.deal_id
    left join stage_ix as before_stage
        on before_stage.account_id = changes.account_id and before_stage.pipeline_id = changes.before_pipeline_id
        and before_stage.stage_id = changes.before_stage_id
    left join stage_ix as after_stage
        on after_stage.account_id = changes.account_id and after_stage.pipeline_id = changes.after_pipeline_id
        and after_stage.stage_id = changes.after_stage_id
    where changes.kind in ('owner', 'amount', 'stage')
)
select *, row_number() over () as line_no
from (
    select * from sides where after is not null and before is distinct from after order by deal_no, kind_no, happened_at
);

-- Chains in which several changes share an instant: `order.py` finds their order and puts it into the same lines.
create or replace temp table tied as
select distinct deal_no, kind_no
from (
    select deal_no, kind_no, happened_at,
        lag(deal_no) over () as last_deal_no, lag(kind_no) over () as last_kind_no, lag(happened_at) over () as last_happened_at
    from timeline
)
where deal_no = last_deal_no and kind_no = last_kind_no and happened_at = last_happened_at;
