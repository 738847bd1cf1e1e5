-- title: Reconciliation with the CRM
-- grain: one row per segment and rule
-- From what the CRM's report shows to what we count: each rule takes deals away, adds some, or changes what is known of them, so that the rules between
-- `in_crm` and `ours` add up exactly. `won_minor` is what a rule does to the sum of won deals.
with paired as (
    select segment, crm_segment, deal_id, pipeline_id, outcome, amount_minor, crm_outcome, crm_amount_minor, is_theirs, is_ours,
        case when is_theirs and is_ours and (segment = crm_segment or (segment is null and crm_segment is null)) then true else false end as is_both,
        case when is_ours and is_theirs then 'owner_changed' when is_theirs and is_older then 'created_before' when is_theirs then 'record_differs'
            when outcome = 'open' and is_reopened then 'reopened' when outcome = 'open' then 'still_open' when outcome = 'handed_over' then 'handed_over'
            when not is_closed_then then 'closed_later' else 'record_differs' end as term,
        case when outcome = 'won' then 1 else 0 end as won, case when outcome = 'lost' then 1 else 0 end as lost,
        case when outcome = 'won' then amount_minor else 0 end as worth,
        case when crm_outcome = 'won' then 1 else 0 end as crm_won, case when crm_outcome = 'lost' then 1 else 0 end as crm_lost,
        case when crm_outcome = 'won' then crm_amount_minor else 0 end as crm_worth
    from sides
),
facts as (
    select crm_segment as segment, deal_id, pipeline_id, 'in_crm' as term, crm_amount_minor as amount_minor,
        1 as counted, crm_won as won, crm_lost as lost, crm_worth as won_minor
    from paired where is_theirs
    union all
    select segment, deal_id, pipeline_id, 'ours' as term, amount_minor, 1 as counted, won, lost, worth as won_minor
    from paired where is_ours
    union all
    select crm_segment as segment, deal_id, pipeline_id, term, crm_amount_minor as amount_minor,
        -1 as counted, -crm_won as won, -crm_lost as lost, -crm_worth as won_minor
    from paired where is_theirs and not is_both
    union all
    select segment, deal_id, pipeline_id, term, amount_minor, 1 as counted, won, lost, worth as won_minor
    from paired where is_ours and not is_both
    union all
    select segment, deal_id, pipeline_id, case when outcome = crm_outcome then 'amount_changed' else 'record_differs' end as term, amount_minor,
        0 as counted, won - crm_won as won, lost - crm_lost as lost, worth - crm_worth as won_minor
    from paired where is_both and (outcome <> crm_outcome or worth <> crm_worth)
)
select segment, term, count(*) as deals, cast(sum(counted) as bigint) as counted, cast(sum(won) as bigint) as won, cast(sum(lost) as bigint) as lost,
    cast(sum(won_minor) as bigint) as amount
from facts
group by segment, term
