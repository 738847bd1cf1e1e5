"""Relations of this family: pairs of stages between which time is asked for, and when each deal reached a block."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.journeys import place_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.times.roles import stage_roles
from voronka.metrics.times.worktime import calendar
from voronka.model.context import Role

#: The lags that every seller asks about: from one step to its answer.
LAGS: tuple[tuple[Role, Role], ...] = (
    ("invoice", "payment"),
    ("contract", "signature"),
    ("payment", "confirmation"),
)


@dataclass(frozen=True)
class Pairs:
    """Positions (from, to) between which time is counted; `missing` are the roles for which the pipeline has no stage."""

    places: tuple[tuple[int, int], ...]
    missing: tuple[Role, ...] = ()
    by_role: bool = False


def asked_for(asked: Asked) -> Pairs:
    """The pair named by `stage` and `to`, else those of `LAGS`, else every block with the next one. InputError where they stand the wrong way round."""
    assert asked.pipeline is not None
    line = [*asked.pipeline.blocks, asked.pipeline.win]
    start, end = asked.text("stage"), asked.text("to")
    if start is None and end is None:
        return _by_role(asked, line)
    first = line[0] if start is None else position_of(asked, start)
    last = position_of(asked, end) if end is not None else next((at for at in line if at > first), line[-1])
    if first >= last:
        raise InputError(
            say("“{to}” does not come after “{stage}”", to=end or str(last), stage=start or str(first)),
            say("time is counted from an earlier stage to a later one"),
        )
    return Pairs(((first, last),))


def _by_role(asked: Asked, line: list[int]) -> Pairs:
    roles = stage_roles(asked)
    if "payment" in roles:
        # Where no stage is for the confirmation, the win is what confirms the payment.
        roles.setdefault("confirmation", line[-1])
    places = [(roles[one], roles[other]) for one, other in LAGS if one in roles and other in roles]
    missing = tuple(dict.fromkeys(role for pair in LAGS for role in pair if role not in roles))
    known = tuple(dict.fromkeys((one, other) for one, other in places if one < other))
    return Pairs(known, missing, True) if known else Pairs(tuple(pairwise(line)), missing)


def asked_pairs(asked: Asked, _: set[str]) -> str:
    """The pairs as rows: `is_win` where the later one is the win; `moment` is the as-of time."""
    assert asked.pipeline is not None
    win, moment = asked.pipeline.win, at_sql(asked.as_of)
    return "\n    union all ".join(
        f"select {first} as from_position, {last} as to_position, {'true' if last == win else 'false'} as is_win, {moment} as moment"
        for first, last in asked_for(asked).places
    )


def known_reaches(asked: Asked, _: set[str]) -> str:
    """When each deal first reached each incoming or open block, passed ones included."""
    return f"""
    select deal_id, pipeline_id, position, entered_at as reached_at from stays
    where {place_sql(asked)} and is_reach and kind in ('incoming', 'open') and entered_at < {at_sql(asked.as_of)}"""


def known_cycles(asked: Asked, words: set[str]) -> str:
    """Each deal of the population with its whole hours from the first contact since its creation (none: from the creation) to its outcome, or now.

    A contact is what a person of ours did towards the client, or what the client wrote or called.
    """
    words |= {"started_at", "outcome", "outcome_at", "amount_minor"}
    return f"""
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
        scope.outcome as outcome, contact.first_at is not null as is_contacted,
        hours_between(coalesce(contact.first_at, scope.started_at), coalesce(scope.outcome_at, {at_sql(asked.as_of)})) as hours
    from scope left join (
        select journey.deal_id as deal_id, journey.pipeline_id as pipeline_id, min(done.happened_at) as first_at
        from known_journeys as journey join seen_activities as done on done.deal_id = journey.deal_id
            and done.happened_at >= journey.started_at and (journey.outcome_at is null or done.happened_at <= journey.outcome_at)
        where done.is_touch or done.is_reply
        group by journey.deal_id, journey.pipeline_id
    ) as contact on contact.deal_id = scope.deal_id and contact.pipeline_id = scope.pipeline_id"""


def known_responses(asked: Asked, words: set[str]) -> str:
    """Each deal born in the pipeline with its minutes from creation to the first call, mail or message that a person of ours sent, or to now.

    By the clock asked for: all minutes, or those of working time. Moving on, losing or winning a deal is no answer.
    """
    words |= {"started_at", "amount_minor"}
    account = asked.account.account_id
    until = f"coalesce(answer.answered_at, {at_sql(asked.as_of)})"
    enquiries = f"""
    select scope.segment as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.amount_minor as amount_minor,
        scope.started_at as asked_at, answer.answered_at as answered_at, {until} as until_at
    from scope
    join (select deal_id, created_at from deals where account_id = {account}) as born
        on born.deal_id = scope.deal_id and scope.started_at <= born.created_at
    left join (
        select journey.deal_id as deal_id, journey.pipeline_id as pipeline_id, min(done.happened_at) as answered_at
        from known_journeys as journey join seen_activities as done on done.deal_id = journey.deal_id and done.happened_at >= journey.started_at
        where done.is_sent
        group by journey.deal_id, journey.pipeline_id
    ) as answer on answer.deal_id = scope.deal_id and answer.pipeline_id = scope.pipeline_id"""
    columns = "segment, deal_id, pipeline_id, amount_minor, asked_at, answered_at, answered_at is not null as is_answered"
    if asked.text("clock") != "working":
        return f"""
    select {columns}, minutes_between(asked_at, until_at) as minutes
    from ({enquiries}
    ) as enquiry"""
    days = calendar(asked)
    return f"""
    select {columns}, {days.work_sql("until_minute")} - ({days.work_sql("asked_minute")}) as minutes
    from (
        select segment, deal_id, pipeline_id, amount_minor, asked_at, answered_at, {days.minute_sql("asked_at")} as asked_minute, {days.minute_sql("until_at")} as until_minute
        from ({enquiries}
        ) as enquiry
    ) as timed"""
