"""What people did, as known at the as-of time: of the period, of deals, and of all the account."""

from __future__ import annotations

import re
from datetime import date, timedelta

from voronka.clock import start_of_day
from voronka.metrics.dimensions import conditions_sql, moment_segment_sql, segment_sql
from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked

#: Outcomes of an incoming call that nobody took, and of a meeting that did not take place: to be added to where a source has other words.
MISSED = ("no_answer", "unavailable", "busy", "left_message", "missed")
NOT_HELD = ("planned", "cancelled", "canceled", "no_show", "not_held")
TALKED = ("answered", "call_back")
#: An answer within so many days is one to what was sent, unless the question names another number.
REPLY_DAYS = 3.0
#: Days are counted from here, in whole hours; earlier than any activity.
ORIGIN = date(2000, 1, 1)


def reply_days(asked: Asked) -> float:
    """Within how many days an answer counts."""
    return asked.number("horizon") or REPLY_DAYS


def _among(words: tuple[str, ...]) -> str:
    return f"({', '.join(map(text_sql, words))})"


def flags(row: str) -> dict[str, str]:
    """What an activity (alias `row`) was: conditions and the word for it, as SQL. One with neither person nor direction inwards is a robot's.

    A touch is what a person of ours did towards the client: a call, mail or message sent, a call taken, a meeting held.
    """
    told = f"{row}.outcome is not null"
    missed = f"({told} and {row}.outcome in {_among(MISSED)} or {row}.outcome is null and coalesce({row}.seconds, 1) = 0)"
    talked = f"({told} and {row}.outcome in {_among(TALKED)} or {row}.outcome is null and coalesce({row}.seconds, 0) > 0)"
    held = f"({row}.outcome is null or {row}.outcome not in {_among(NOT_HELD)})"
    sent = f"{row}.direction = 'out' and {row}.person_id is not null"
    call = f"{row}.kind = 'call'"
    return {
        "thing": f"""case when {call} and {row}.direction = 'in' then 'calls_in' when {call} then 'calls_out'
            when {row}.kind = 'meeting' and {held} then 'meetings' when {row}.kind = 'task' then 'tasks'
            when {row}.kind = 'mail' and {row}.direction = 'in' then 'mails_in' when {row}.kind = 'mail' and {sent} then 'mails_out'
            when {row}.kind = 'message' and {row}.direction = 'in' then 'messages_in' when {row}.kind = 'message' and {sent} then 'messages_out'
            else 'other' end""",
        "is_missed": f"coalesce({call} and {row}.direction = 'in' and {missed}, false)",
        "is_talk": f"coalesce({call} and {talked}, false)",
        "is_touch": f"""coalesce({row}.kind in ('call', 'mail', 'message') and {sent}
            or {call} and {row}.direction = 'in' and {talked} or {row}.kind = 'meeting' and {held}, false)""",
        "is_sent": f"coalesce({row}.kind in ('call', 'mail', 'message') and {sent}, false)",
        "is_letter": f"coalesce({row}.kind in ('mail', 'message') and {sent}, false)",
        "is_reply": f"coalesce({row}.kind in ('call', 'mail', 'message') and {row}.direction = 'in', false)",
    }


def seen_activities(asked: Asked, _: set[str]) -> str:
    """All that was done in the account before the as-of time."""
    named = ", ".join(f"{sql} as {name}" for name, sql in flags("activity").items())
    return f"""
    select activity.activity_id as activity_id, activity.deal_id as deal_id, activity.kind as kind, activity.direction as direction,
        activity.person_id as person_id, activity.happened_at as happened_at, activity.seconds as seconds, activity.outcome as result, {named}
    from activities as activity where activity.account_id = {asked.account.account_id} and activity.happened_at < {at_sql(asked.as_of)}"""


def known_activities(asked: Asked, words: set[str]) -> str:
    """What was done in the window about deals of the pipeline; of no deal too, where the question needs none.

    By manager or team it is theirs who acted; by anything else it is the deal's.
    """
    moment = moment_segment_sql(asked, "done.person_id")
    segment, join = moment or segment_sql(asked)
    start, end = asked.window
    conditions = [
        f"done.happened_at < {at_sql(end)}",
        "coalesce(done.deal_id, -1) not in (select deal_id from gone)",
        *conditions_sql(asked),
    ]
    if start is not None:
        conditions.append(f"done.happened_at >= {at_sql(start)}")
    is_free = not asked.where and (asked.by is None or moment is not None) and asked.question.pipeline is None
    conditions.append(
        "(done.deal_id is null or journey.deal_id is not null)" if is_free else "journey.deal_id is not null"
    )
    ripe = asked.as_of - timedelta(days=reply_days(asked))
    columns = (
        *("activity_id", "kind", "direction", "person_id", "happened_at", "seconds", "result"),
        *("thing", "is_missed", "is_talk", "is_touch", "is_letter"),
    )
    taken = ", ".join(f"done.{name} as {name}" for name in columns if name in words)
    words.update(re.findall(r"journey\.(\w+)", segment + join + " ".join(conditions)))
    return f"""
    select {segment} as segment, done.deal_id as deal_id, journey.pipeline_id as pipeline_id, cast(null as bigint) as amount_minor, {taken},
        actor.name as person, done.happened_at <= {at_sql(ripe)} as is_ripe, {round(reply_days(asked) * 24)} as reply_hours,
        hours_between({at_sql(start_of_day(ORIGIN, asked.account.timezone))}, done.happened_at) as hour_no
    from seen_activities as done
    left join known_journeys as journey on journey.deal_id = done.deal_id{join}
    left join (select person_id, name from people where account_id = {asked.account.account_id}) as actor on actor.person_id = done.person_id
    where {" and ".join(conditions)}"""


def known_first_replies(asked: Asked, _: set[str]) -> str:
    """Of each deal to which something was sent before the client wrote or called back: when that was, and how much had been sent; `is_in`: in the window."""
    start, end = asked.window
    is_in = f"replied.reply_at < {at_sql(end)}" + (
        f" and replied.reply_at >= {at_sql(start)}" if start else ""
    )
    return f"""
    select sent.deal_id as deal_id, {is_in} as is_in, count(*) as touches
    from seen_activities as sent join (
        select reply.deal_id as deal_id, min(reply.happened_at) as reply_at
        from seen_activities as reply join (
            select deal_id, min(happened_at) as first_at from seen_activities where is_sent group by deal_id
        ) as begun on begun.deal_id = reply.deal_id and begun.first_at < reply.happened_at
        where reply.is_reply group by reply.deal_id
    ) as replied on replied.deal_id = sent.deal_id and sent.happened_at < replied.reply_at
    where sent.is_sent group by sent.deal_id, replied.reply_at"""
