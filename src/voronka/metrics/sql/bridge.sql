-- title: Bridge
-- grain: one row per segment and term
-- The open sum at the start and everything that changed it inside the window; the terms add up to the open sum at the end, exactly.
-- A deal may stand in several terms. A stay carries the amount it began and ended with, so each change is told once: by an entry, an exit or a change of amount.
with worth_before as (
    select deal_id, sum(delta_minor) as amount_minor from known_amounts where not is_in group by deal_id
),
worth_after as (
    select deal_id, sum(delta_minor) as amount_minor from known_amounts group by deal_id
),
events as (
    select known_stays.segment as segment, known_stays.deal_id as deal_id, known_stays.pipeline_id as pipeline_id,
        'open_start' as term, worth_before.amount_minor as amount_minor
    from known_stays left join worth_before on worth_before.deal_id = known_stays.deal_id
    where known_stays.is_start and known_stays.kind in ('incoming', 'open')
    union all
    select segment, deal_id, pipeline_id,
        case when entered_from = 'created' then 'created' when entered_from = 'other_pipeline' then 'arrived' else 'reopened' end as term, amount_minor
    from known_stays
    where is_entry and not is_filled and kind in ('incoming', 'open') and entered_from <> 'moved'
    union all
    select scope.segment as segment, known_amounts.deal_id as deal_id, known_amounts.pipeline_id as pipeline_id,
        case when known_amounts.delta_minor > 0 then 'amount_up' else 'amount_down' end as term, known_amounts.delta_minor as amount_minor
    from known_amounts join scope on scope.deal_id = known_amounts.deal_id and scope.pipeline_id = known_amounts.pipeline_id
    where known_amounts.is_in and not known_amounts.is_initial and known_amounts.kind in ('incoming', 'open') and known_amounts.delta_minor <> 0
    union all
    select segment, deal_id, pipeline_id, exit as term, -left_amount_minor as amount_minor
    from known_stays
    where is_exit and not is_filled and kind in ('incoming', 'open') and exit in ('won', 'lost', 'deleted', 'handed_over')
    union all
    select known_stays.segment as segment, known_stays.deal_id as deal_id, known_stays.pipeline_id as pipeline_id,
        'open_end' as term, worth_after.amount_minor as amount_minor
    from known_stays left join worth_after on worth_after.deal_id = known_stays.deal_id
    where known_stays.is_end and known_stays.kind in ('incoming', 'open')
),
facts as (
    select segment, deal_id, pipeline_id, term, cast(coalesce(sum(amount_minor), 0) as bigint) as amount_minor
    from events
    group by segment, deal_id, pipeline_id, term
)
select segment, term, count(*) as deals, cast(sum(amount_minor) as bigint) as amount
from facts
group by segment, term
