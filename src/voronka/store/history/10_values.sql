-- Owner (kind_no 1) and amount (2) of each deal as a chain of values, the first one valid from the start.
create or replace temp table deal_values as
select deal_no, kind_no, happened_at, value, is_initial, line_no
from (
    select lives.deal_no, 1::tinyint as kind_no, lives.started_at as happened_at, lives.initial_owner as value, true as is_initial, 0 as line_no
    from lives
    union all
    select lives.deal_no, 2, lives.started_at, lives.initial_amount, true, 0
    from lives
    union all
    select chain.deal_no, chain.kind_no, chain.happened_at, chain.after, false, chain.line_no
    from chain
    join lives on lives.deal_no = chain.deal_no
    where chain.kind_no in (1, 2)
      and chain.after is distinct from coalesce(chain.prior, case chain.kind_no when 1 then lives.initial_owner else lives.initial_amount end)
    union all
    select deal_no, 1, updated_at, final_owner, false, 9223372036854775807 from lives where final_owner is not null
    union all
    select deal_no, 2, updated_at, final_amount, false, 9223372036854775807 from lives where final_amount is not null
);
