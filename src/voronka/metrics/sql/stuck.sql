-- title: Stuck deals
-- grain: one row per segment, position and why the deals are stuck
-- Open deals beside what their stage's own history says: `dead` ones have stood longer than any that was won, `old` ones longer than is normal,
-- `falling` ones have lost half of their chance. Without a word they are as they should be. At risk is the amount times the chance lost.
with facts as (
    select segment, deal_id, pipeline_id, position, stage_id, owner_id, hours, norm_hours, chance, fresh, amount_minor, is_snoozed,
        case when is_dead then 'dead' when hours > norm_hours and is_falling then 'both' when hours > norm_hours then 'old'
            when is_falling then 'falling' else 'fine' end as why,
        case when fresh > chance then coalesce(amount_minor, 0) * (fresh - chance) // 10000 else 0 end as risk_minor
    from known_standing
)
select segment, position, why, is_snoozed, count(*) as deals, cast(coalesce(sum(amount_minor), 0) as bigint) as amount,
    cast(coalesce(sum(risk_minor), 0) as bigint) as risk
from facts
group by segment, position, why, is_snoozed
