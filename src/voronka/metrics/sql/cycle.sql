-- title: Cycle
-- grain: one row per segment, outcome and whole hour since the first contact
-- From the first contact with the client (none: from creation) until the deal was won, lost or handed over; open deals are still under way.
with facts as (
    select segment, deal_id, pipeline_id, outcome, is_contacted, hours, amount_minor
    from known_cycles
)
select segment, outcome, hours, count(*) as deals, count(case when is_contacted then 1 end) as contacted
from facts
group by segment, outcome, hours
