-- Owner (kind_no 1) and amount (2) of each deal as a chain of values, the first one valid from the start.
create or replace temp table deal_values as
select life_no, account_id, deal_id, 1::tinyint as kind_no, started_at as happened_at, -1::bigint as line_no, initial_owner as value, true as is_initial
from lives
union all
select life_no, account_id, deal_id, 2, started_at, -1, initial_amount, true
from lives
union all
select lives.life_no, lives.account_id, lives.deal_id, chain.kind_no, chain.happened_at, chain.line_no, chain.after, false
from chain
join lives on lives.deal_no = chain.deal_no
where chain.kind_no in (1, 2) and not chain.is_ahead
  and chain.after is distinct from coalesce(chain.prior, case chain.kind_no when 1 then lives.initial_owner else lives.initial_amount end)
union all
select life_no, account_id, deal_id, 1, updated_at, 9223372036854775807, final_owner, false from lives where final_owner is not null
union all
select life_no, account_id, deal_id, 2, updated_at, 9223372036854775807, final_amount, false from lives where final_amount is not null;
