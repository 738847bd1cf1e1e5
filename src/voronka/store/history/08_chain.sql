-- The same in final order, each row with the state before it (`prior`, null at the first) and whether it is the last.
create or replace temp table timeline as
select timeline_by_time.*
from timeline_by_time
anti join tied on tied.deal_no = timeline_by_time.deal_no and tied.kind_no = timeline_by_time.kind_no;

insert into timeline
select timeline_by_time.*
from timeline_by_time
join places on places.ref = timeline_by_time.ref
order by timeline_by_time.deal_no, timeline_by_time.kind_no, places.place;

create or replace temp table chain as
select deal_no, kind_no, happened_at, before, after, author_id, is_bulk, line_no,
    case when last_deal_no = deal_no and last_kind_no = kind_no then last_after end as prior,
    next_deal_no is distinct from deal_no or next_kind_no is distinct from kind_no as is_last
from (
    select *, row_number() over () as line_no,
        lag(deal_no) over () as last_deal_no, lag(kind_no) over () as last_kind_no, lag(after) over () as last_after,
        lead(deal_no) over () as next_deal_no, lead(kind_no) over () as next_kind_no
    from timeline
);
