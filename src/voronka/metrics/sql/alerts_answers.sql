-- title: Answers by local day
-- grain: one row per pipeline, day of the enquiry and whole quarter of an hour until its answer
-- Days are numbered from 3 January 2000, a Monday. The 36th quarter is all that came later, or never.
with facts as (
    select segment, deal_id, pipeline_id, amount_minor, asked_day, case when is_answered and minutes < 540 then minutes // 15 else 36 end as quarter
    from day_responses
)
select pipeline_id, asked_day, quarter, count(*) as deals
from facts
group by pipeline_id, asked_day, quarter
