-- Accounts, and currencies by number, as deals are worked on.
create or replace temp table new_accounts as
select accounts.account_id, arg_max(name, seq) as name, arg_max(base_url, seq) as base_url, arg_max(timezone, seq) as timezone,
    arg_max(currency, seq) as currency, arg_max(source_kind, seq) as source_kind, any_value(horizons.known_until) as known_until
from work.recorded_accounts as accounts
join horizons on horizons.account_id = accounts.account_id
group by accounts.account_id
order by accounts.account_id;

create or replace temp table currencies as
select currency, row_number() over (order by currency) as currency_no
from (select distinct currency from work.recorded_deals union select currency from work.recorded_accounts)
where currency is not null;
set variable currencies = (select list(currency order by currency_no) from currencies);
