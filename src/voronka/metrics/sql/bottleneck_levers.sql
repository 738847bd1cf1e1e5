-- title: Levers
-- grain: one row per segment, block and kind of deal: source, band of the amount, owner, touches on the first day, a prompt first answer
-- What goes with moving on from a block: deals that came long enough ago to tell; `is_there` marks those that stood there for the whole first day.
with facts as (
    select segment, deal_id, pipeline_id, position, owner_id, source, band, is_prompt, is_there, ending, amount_minor,
        case when touches > 2 then 2 else touches end as touches
    from worked_steps
    where is_old and not is_filled
)
select segment, position, owner_id, source, band, touches, is_prompt, is_there, count(*) as deals,
    count(case when ending = 'advanced' then 1 end) as advanced, count(case when ending = 'lost' then 1 end) as lost
from facts
group by segment, position, owner_id, source, band, touches, is_prompt, is_there
