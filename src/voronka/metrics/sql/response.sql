-- title: Response
-- grain: one row per segment, whole minute and whether the enquiry was answered then or still waits
-- From the enquiry to the first call, mail or message that a person sent; a robot's is no answer. Who got none, waits, even when the deal was closed.
with facts as (
    select segment, deal_id, pipeline_id, is_answered, asked_at, minutes, amount_minor
    from known_responses
)
select segment, is_answered, minutes, count(*) as deals
from facts
group by segment, is_answered, minutes
