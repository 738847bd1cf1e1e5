-- title: Replies
-- grain: one row per segment
-- Mails and messages sent long enough ago, and those that the client answered in that time by writing or calling.
with answered as (
    select distinct sent.activity_id as activity_id
    from known_activities as sent
    join seen_activities as reply on reply.deal_id = sent.deal_id and reply.happened_at > sent.happened_at
    where sent.is_letter and sent.is_ripe and reply.is_reply and hours_between(sent.happened_at, reply.happened_at) < sent.reply_hours
),
facts as (
    select sent.segment as segment, sent.deal_id as deal_id, sent.pipeline_id as pipeline_id, sent.amount_minor as amount_minor,
        sent.person_id as person_id, sent.person as person, sent.kind as kind, sent.direction as direction, sent.happened_at as happened_at,
        sent.seconds as seconds, sent.result as result, answered.activity_id is not null as is_answered
    from known_activities as sent
    left join answered on answered.activity_id = sent.activity_id
    where sent.is_letter and sent.is_ripe
)
select segment, count(*) as sent, count(case when is_answered then 1 end) as answered
from facts
group by segment
