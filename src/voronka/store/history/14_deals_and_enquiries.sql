-- Deals and enquiries, from where the replay says that each deal stands (`present`) and how each enquiry ended (`sortings`).
insert into derived.deals
select deal_now.account_id, deal_now.deal_id, deal_now.external_id, deal_now.name, coalesce(deal_now.created_at, lives.started_at), present.closed_at,
    present.pipeline_id, present.stage_id, present.owner_id, present.amount_minor, getvariable('currencies')[deal_now.currency_no], present.is_deleted, present.history
from deal_now
join lives on lives.deal_no = deal_now.deal_no
join present on present.life_no = lives.life_no
order by deal_now.account_id, deal_now.deal_id;

-- An enquiry is a deal that stood on an incoming stage, or that the CRM listed as unsorted. What the list tells of one (how it came, from where)
-- is known only if it was read while the enquiry waited.
insert into derived.enquiries
with known as (
    select deal_now.account_id, deal_now.deal_id, sortings.*,
        least(told.created_at, sortings.came_at) as created_at, coalesce(sortings.pipeline_id, record.pipeline_id) as came_in_id,
        record.id as enquiry_id, record.category, record.source,
        -- of a deal that was deleted before any sync saw it, only the stub is left
        case when lives.life_no is null and deal_now.is_deleted then greatest(deal_now.last_updated_at, told.created_at) end as gone_at
    from deal_now
    left join lives on lives.deal_no = deal_now.deal_no
    left join sortings on sortings.life_no = lives.life_no
    left join told_enquiries as told on told.account_id = deal_now.account_id and told.deal_id = deal_now.deal_id
    where sortings.life_no is not null or told.deal_id is not null
)
select account_id, deal_id, enquiry_id, came_in_id, category, source, created_at,
    case when accepted_at is not null then greatest(accepted_at, created_at) end,
    case when declined_at is not null then greatest(declined_at, created_at) else gone_at end,
    taken_by, sorted_by
from known
order by account_id, created_at, deal_id;
