-- The order within instants is put in place; a change that came twice becomes one that changes nothing.
update timeline
set before = places.before, after = places.after, author_id = places.author_id, is_bulk = places.is_bulk
from places
where places.line_no = timeline.line_no;

-- Each row with the state before it (`prior`, null at the first) and whether it is the last of its chain.
create or replace temp table chain as
select deal_no, kind_no, happened_at, before, after, author_id, is_bulk, line_no,
    case when last_deal_no = deal_no and last_kind_no = kind_no then last_after end as prior,
    is_ahead, not is_ahead and (next_deal_no is distinct from deal_no or next_kind_no is distinct from kind_no or next_is_ahead) as is_last
from (
    select *,
        lag(deal_no) over () as last_deal_no, lag(kind_no) over () as last_kind_no, lag(after) over () as last_after,
        lead(deal_no) over () as next_deal_no, lead(is_ahead) over () as next_is_ahead, lead(kind_no) over () as next_kind_no
    from timeline
);
