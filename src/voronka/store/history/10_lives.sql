-- The deals that have begun, in the order in which they are stored.
create or replace temp table lives as
select made.life_no, deal_now.deal_no, deal_now.account_id, deal_now.deal_id, deal_now.known_until, deal_now.version_seq, made.started_at,
    deal_now.is_deleted, deal_now.last_updated_at
from made_lives as made
join deal_now on deal_now.deal_no = made.deal_no;
