-- What was known of each deal and when: (name, value) pairs seen in versions of the record or told by changes.
create or replace temp table known_pairs as
with versions as (
    select lives.deal_no, deals.seq, coalesce(deals.updated_at, lives.started_at) as happened_at,
        deals.loss_reason, deals.source, deals.contact, deals.company, deals.tags, deals.fields,
        row_number() over (partition by lives.deal_no order by deals.seq) as version_no,
        count(*) over (partition by lives.deal_no) as versions
    from versions_of_slice as deals
    join lives on lives.account_id = deals.account_id and lives.deal_id = deals.deal_id
    where not (deals.is_deleted and deals.stage_id is null)
      and (deals.seq = lives.version_seq or coalesce(deals.updated_at < lives.known_until, true))
)
select deal_no, seq, version_no, versions, happened_at, unnest(list_concat(
    [
        {'name': 'loss_reason', 'value': loss_reason}, {'name': 'source', 'value': source},
        {'name': 'contact', 'value': contact}, {'name': 'company', 'value': company}
    ],
    list_transform(coalesce(list_distinct(tags), []), lambda tag: {'name': 'tag', 'value': tag}),
    list_transform(coalesce(map_entries(fields), []), lambda entry: {'name': entry.key, 'value': entry.value})
)) as pair
from versions;

create or replace temp table told_pairs as
select lives.deal_no, changes.seq, changes.happened_at, before_text, after_text
from changes_of_slice as changes
join lives on lives.account_id = changes.account_id and lives.deal_id = changes.deal_id
where changes.kind = 'attribute' and changes.happened_at < lives.known_until;

insert into derived.attributes
with told as (
    select deal_no, happened_at, seq, false as is_present, before_text as pair from told_pairs where before_text is not null
    union all
    select deal_no, happened_at, seq, true, after_text from told_pairs where after_text is not null
),
told_split as (
    select deal_no, happened_at, seq, is_present, pair[:strpos(pair, '=') - 1] as name, pair[strpos(pair, '=') + 1:] as value
    from told
    where strpos(pair, '=') > 0 and strpos(pair, '=') < length(pair)
),
pairs as (
    select deal_no, seq, version_no, versions, happened_at, pair.name as name, pair.value as value
    from known_pairs
    where pair.value is not null and pair.value <> ''
),
-- most deals were seen once and nothing was told of them: their values hold for ever
plain as (
    select deal_no, name, value
    from pairs
    where versions = 1 and deal_no not in (select deal_no from told_split)
),
busy_pairs as (
    select * from pairs where versions > 1 or deal_no in (select deal_no from told_split)
),
mentioned as (
    select deal_no, name, value from busy_pairs union select deal_no, name, value from told_split
),
busy_versions as (
    select distinct deal_no, seq, version_no, happened_at from known_pairs
    where versions > 1 or deal_no in (select deal_no from told_split)
),
seen as (
    -- in every version each value was either there or not
    select mentioned.deal_no, mentioned.name, mentioned.value, busy_versions.happened_at, 1 as is_version, busy_versions.seq,
        busy_pairs.deal_no is not null as is_present
    from mentioned
    join busy_versions on busy_versions.deal_no = mentioned.deal_no
    left join (select distinct deal_no, name, value, seq from busy_pairs) as busy_pairs
        on busy_pairs.deal_no = mentioned.deal_no and busy_pairs.name = mentioned.name and busy_pairs.value = mentioned.value
        and busy_pairs.seq = busy_versions.seq
    union all
    select deal_no, name, value, happened_at, 0, seq, is_present from told_split
    union all
    -- what is told to have gone was there before
    select deal_no, name, value, timestamp '0001-01-01', 0, 0, true
    from (select *, row_number() over (partition by deal_no, name, value order by happened_at, seq, is_present) as no from told_split)
    where no = 1 and not is_present
),
turns as (
    select *, lag(is_present) over line as was_present, row_number() over line as turn_no
    from seen
    window line as (partition by deal_no, name, value order by happened_at, is_version, seq, is_present)
),
spans as (
    select deal_no, name, value, is_present,
        case when turn_no = 1 and is_version = 1 then timestamp '0001-01-01' else happened_at end as valid_from,
        lead(happened_at, 1, timestamp '9999-12-31') over (partition by deal_no, name, value order by turn_no) as valid_to
    from turns
    where was_present is distinct from is_present
),
everything as (
    select deal_no, name, value, timestamp '0001-01-01' as valid_from, timestamp '9999-12-31' as valid_to from plain
    union all
    select deal_no, name, value, valid_from, valid_to from spans where is_present and valid_from < valid_to
)
select lives.account_id, lives.deal_id, everything.name, everything.value, everything.valid_from, everything.valid_to
from everything
join lives on lives.deal_no = everything.deal_no
order by everything.name, everything.deal_no, everything.valid_from, everything.value;
