-- Enquiries: deals that stood on an incoming stage, or that the CRM listed as unsorted. What the list tells of one (how it came, from where)
-- is known only if it was read while the enquiry waited; when it was accepted or declined is told by the deal's moves.
insert into derived.enquiries
with told as (
    select enquiries.account_id, enquiries.deal_id, min(enquiries.created_at) as created_at,
        arg_min(struct_pack(id := enquiry_id, pipeline_id := pipeline_id, category := category, source := source), (enquiries.created_at, enquiry_id)) as record
    from work.recorded_enquiries as enquiries
    semi join slice on slice.account_id = enquiries.account_id and slice.deal_id = enquiries.deal_id
    join horizons on horizons.account_id = enquiries.account_id and enquiries.created_at < horizons.known_until
    group by enquiries.account_id, enquiries.deal_id
),
came as (
    select life_no, min(move_no) as first_no, min(happened_at) as created_at, pipeline_of(arg_min(to_ix, move_no)) as pipeline_id
    from moved
    where phase < 9 and class_of(to_ix) = 0
    group by life_no
),
known as (
    select deal_now.account_id, deal_now.deal_id, lives.life_no, coalesce(came.first_no, -1) as first_no,
        least(told.created_at, came.created_at) as created_at, coalesce(came.pipeline_id, record.pipeline_id) as pipeline_id,
        record.id as enquiry_id, record.category, record.source,
        -- of a deal that was deleted before any sync saw it, only the stub is left
        case when lives.life_no is null and deal_now.is_deleted then greatest(deal_now.last_updated_at, told.created_at) end as gone_at
    from deal_now
    left join lives on lives.deal_no = deal_now.deal_no
    left join came on came.life_no = lives.life_no
    left join told on told.account_id = deal_now.account_id and told.deal_id = deal_now.deal_id
    where came.life_no is not null or told.deal_id is not null
),
sorted as (
    select moved.life_no,
        arg_min(struct_pack(no := move_no, at := happened_at, owner_id := moved.owner_id, author_id := moved.author_id), move_no)
            filter (where class_of(to_ix) between 1 and 2) as accepted,
        arg_min(struct_pack(no := move_no, at := happened_at, author_id := moved.author_id), move_no) filter (where class_of(to_ix) > 2) as declined
    from moved
    join known on known.life_no = moved.life_no
    where phase < 9 and move_no > known.first_no
    group by moved.life_no
)
select known.account_id, known.deal_id, known.enquiry_id, known.pipeline_id, known.category, known.source, known.created_at,
    greatest(accepted.at, case when accepted.no is not null then known.created_at end),
    case when accepted.no is null or declined.no < accepted.no then greatest(declined.at, case when declined.no is not null then known.created_at end, gone_at) end,
    case when accepted.no is not null then accepted.owner_id end,
    nullif(case when accepted.no is not null then accepted.author_id else declined.author_id end, 0)
from known
left join sorted on sorted.life_no = known.life_no
order by known.account_id, known.created_at, known.deal_id;
