-- title: Costs
-- grain: one row per source
-- A cost that is of no source of any deal, such as salaries, is shared by all.
with named as (
    select source from known_sources group by source
),
facts as (
    select known_costs.source as source, known_costs.day as day, known_costs.amount_minor as amount_minor,
        case when named.source is null then 1 else 0 end as is_shared
    from known_costs left join named on named.source = known_costs.source
)
select source, is_shared, count(*) as days, count(case when amount_minor is null then 1 end) as unpriced,
    cast(coalesce(sum(amount_minor), 0) as bigint) as amount
from facts
group by source, is_shared
