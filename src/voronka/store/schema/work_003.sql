-- Accounts of which older history is still to be read: since when all that a funnel is made of is known.
create table coming (account_id bigint, since timestamp);
