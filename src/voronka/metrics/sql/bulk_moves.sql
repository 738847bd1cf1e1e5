-- title: Bulk moves
-- grain: one row
-- Moves made for many deals at once say when somebody tidied up, not when the deal went on.
with facts as (
    select deal_id, is_bulk from known_moves where move_no > 0
)
select count(*) as moves, count(case when is_bulk then 1 end) as bulk
from facts
