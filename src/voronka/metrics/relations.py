"""What the asker puts in front of a metric's SQL: the tables as they were known at the as-of time, cut to the question.

scope          one row per deal and pipeline (and segment) in the population; `is_new`: it began inside the window; `age_hours` from its start to its end
               (without one: to the window's end), `late_hours` to the window's start where it is older than that; `band` of its amount
known_stays    stays of those deals with their segment; `is_entry`, `is_exit`: entered, left inside the window; `is_start`, `is_end`: stood
               there when the window began, ended; `exit`, `left_at`, `next_…` and `hours` say nothing of what came later
known_steps    one row per deal and block it reached, with what came of it: `ending` (advanced, lost, handed_over, open), `ended_at`, and `hours` from
               first reaching the block to that (open: to the as-of time); a skipped block (`is_filled`) is passed at once. For cohorts
worked_steps   `known_steps` with what a bottleneck is measured by: the quarter, source, amount band and first touches, and how the deal ended
known_moves    moves in the window
known_amounts  changes of amount before the window's end; `is_in`: inside the window
day_stays, day_scope, day_open, day_responses   known stays, deals of the question, those that are open, enquiries, with the numbers of the local days on which they began and ended
dated_stays, dated_amounts   the same with the buckets of a series in which they fell; `marks`: the buckets with the moments of their ends
known_units    how many units a deal is about, where a field says so; `known_clients`, `known_sources`: its contact and source
known_wins     deals of the whole pipeline that are won, whenever that was; `known_costs`: costs of the days from which the window's wins came
known_reasons  deals that have a loss reason
known_people, known_contacts   who is still there; whose deals they are; foreign_deals: deals in another currency; lately: those about which something was done within a month
known_owners, known_values   whose deals were and what their source and fields said, since when: what a score learns from
taken          deals that reached their first open stage, with source and amount band at that moment: what a fair comparison counts
seen_activities   all that people did before the as-of time; known_activities: in the window, about deals of the question (of none too, where it
               needs none), theirs who acted; known_first_replies: how much a client was sent before he first answered
asked_pairs    pairs of blocks between which time is counted, with the as-of `moment`; known_reaches: when each deal first reached each block
known_cycles   deals of the population with their hours from first contact to outcome; known_responses: with their minutes from enquiry to first answer
known_enquiries   enquiries of the population, each with its `cause`: taken, waiting, or what it was lost by
seen_answers   how clients rated the company before the as-of time; known_ratings: the last answer of each deal
known_standing open deals with the hours on their stage beside the norm and the chances measured before
known_losses   lost deals of the population: the stage on which each stood last, `lost_at`, `hours` of age then, and the `reason` given
sides          every deal of the pipeline as the CRM's report of the period sees it (`is_theirs`, from `closed_in_crm`) and as we do (`is_ours`); for reconciling
…_by_day       counts of the days of the period, and `standing`: open deals with their hours on the stage (see `metrics/days.py`)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from voronka.metrics.activity.ratings import known_ratings, seen_answers
from voronka.metrics.activity.relation import known_activities, known_first_replies, seen_activities
from voronka.metrics.alerts.relations import day_responses
from voronka.metrics.bottlenecks.relations import worked_steps
from voronka.metrics.conversion.sides import closed_in_crm, opened_again, sides
from voronka.metrics.dimensions import band_sql, conditions_sql, moment_segment_sql, segment_sql, values_sql
from voronka.metrics.future.relations import day_open, day_scope, day_stays
from voronka.metrics.future.scoring.relations import known_owners, known_values
from voronka.metrics.guide.relations import foreign_deals, known_contacts, known_people, lately
from voronka.metrics.journeys import (
    gone,
    known_journeys,
    money_sql,
    place_sql,
    seen_amounts,
    seen_journeys,
    seen_owners,
    seen_stays,
)
from voronka.metrics.literals import at_sql
from voronka.metrics.losses.enquiries import known_enquiries
from voronka.metrics.losses.relation import known_losses
from voronka.metrics.money.relations import known_clients, known_costs, known_sources, known_units, known_wins
from voronka.metrics.people.relations import taken
from voronka.metrics.periods.dated import dated_amounts, dated_stays, marks
from voronka.metrics.scope import Asked
from voronka.metrics.steps import known_steps
from voronka.metrics.times.relations import asked_pairs, known_cycles, known_reaches, known_responses
from voronka.metrics.times.standing import known_standing

#: Columns that `scope` takes from the journey and `known_stays` from the stay as they are.
_JOURNEY = (
    *("deal_id", "pipeline_id", "started_at", "furthest", "outcome_at", "position", "stage_id", "stage_at"),
    *("owner_id", "current_owner_id", "amount_minor", "history"),
)
_STAY = (
    *(
        "deal_id",
        "pipeline_id",
        "stay_no",
        "stage_id",
        "position",
        "kind",
        "is_filled",
        "entered_at",
        "entered_from",
    ),
    *("owner_id", "started_at"),
)
_CLOSED = "('won', 'lost')"


def relations(asked: Asked, sql: str) -> dict[str, str]:
    """Name → SELECT of every relation that `sql` reads, directly or through others, in the order in which they build on each other.

    Columns that `sql` does not name are left out: the text is shorter to read and to plan.
    """
    found: dict[str, str] = {}
    plain = re.sub(r"--.*", "", sql)
    words = {*re.findall(r"\w+", plain), "segment", "deal_id", "pipeline_id"}

    def add(text: str) -> None:
        for name in _named(text):
            if name not in found:
                body = _RELATIONS[name](asked, words)
                add(body)
                found[name] = body

    add(plain)
    return found


@lru_cache(maxsize=1024)
def _named(text: str) -> tuple[str, ...]:
    """The relations that a text names, the simpler first; a word within quotes names none. Kept: one question's statements share their texts."""
    named = {*re.findall(r"\w+", re.sub(r"'[^']*'", "", text))}
    return tuple(name for name in _RELATIONS if name in named)


def _scope(asked: Asked, words: set[str]) -> str:
    value, join = segment_sql(asked)
    outcome = "journey.outcome"
    conditions = conditions_sql(asked)
    if asked.population == "flow":
        # Deals that lived in the window; one that closed outside it is neither closed nor open there.
        start, end = asked.window
        conditions.append(f"journey.started_at < {at_sql(end)}")
        if start is not None:
            # one comparison in place of two: an open deal ends with the window at the earliest
            conditions.append(f"coalesce(journey.outcome_at, {at_sql(end)}) >= {at_sql(start)}")
        outcome = f"case when {_inside_sql('journey.outcome_at', *asked.window)} then journey.outcome else 'outside' end"
    if asked.population == "snapshot":
        conditions.append("journey.outcome = 'open'")
    if not asked.metric.keeps_deleted:
        conditions.append("journey.deal_id not in (select deal_id from gone)")
    if asked.is_closed and asked.population == "cohort":
        conditions.append(
            f"journey.outcome in {_CLOSED} and {_inside_sql('journey.outcome_at', asked.first, asked.last)}"
        )
    columns = {
        "segment": value,
        **{name: f"journey.{name}" for name in _JOURNEY},
        "outcome": outcome,
        "stage_hours": f"hours_between(coalesce(journey.stage_at, journey.started_at), {at_sql(asked.as_of)})",
        "is_new": _inside_sql("journey.started_at", *asked.window),
        "age_hours": _age_sql(asked),
        "late_hours": _late_sql(asked),
        "band": band_sql(),
    }
    return f"""
    select {_select(columns, words)}
    from known_journeys as journey{join}{_where(conditions)}"""


def _age_sql(asked: Asked) -> str:
    start, end = asked.window
    ended = f"case when {_inside_sql('journey.outcome_at', start, end)} then journey.outcome_at else {at_sql(end)} end"
    return f"hours_between(journey.started_at, {ended})"


def _late_sql(asked: Asked) -> str:
    start, _ = asked.window
    if start is None:
        return "cast(null as bigint)"
    return f"case when journey.started_at < {at_sql(start)} then hours_between(journey.started_at, {at_sql(start)}) end"


def _inside_sql(column: str, start: datetime | None, end: datetime | None) -> str:
    parts = [f"{column} is not null"]
    if start is not None:
        parts.append(f"{column} >= {at_sql(start)}")
    if end is not None:
        parts.append(f"{column} < {at_sql(end)}")
    return " and ".join(parts)


def _where(conditions: list[str]) -> str:
    return "\n    where " + " and ".join(conditions) if conditions else ""


def _select(columns: dict[str, str], words: set[str]) -> str:
    return ", ".join(f"{value} as {name}" for name, value in columns.items() if name in words)


def _is_plain(asked: Asked) -> bool:
    """True when stays need nothing from the journey, so that the largest join of all can be left out."""
    return asked.by is None and not asked.where and not asked.is_closed


def _known_stays(asked: Asked, words: set[str]) -> str:
    start, end = asked.window
    finish = at_sql(end)
    known_all = end >= asked.names.known_until
    ended = (
        "stay.left_at is not null" if known_all else f"(stay.left_at is not null and stay.left_at < {finish})"
    )
    begin = at_sql(start) if start else ""
    is_entry = f"stay.entered_at >= {begin}" if start else "true"
    is_exit = f"{ended} and stay.left_at >= {begin}" if start else ended
    is_start = (
        f"stay.entered_at < {begin} and (stay.left_at is null or stay.left_at >= {begin})"
        if start
        else "false"
    )

    plain = _is_plain(asked)
    segment, people = moment_segment_sql(asked, "stay.owner_id") or ("scope.segment", "")
    conditions = [place_sql(asked, "stay")]
    if not known_all:
        conditions.append(f"stay.entered_at < {finish}")
    if start:
        conditions.append(f"(stay.left_at is null or stay.left_at >= {begin})")
    if plain and not asked.metric.keeps_deleted:
        conditions.append("stay.deal_id not in (select deal_id from gone)")
    join = (
        ""
        if plain
        else f" join scope on scope.deal_id = stay.deal_id and scope.pipeline_id = stay.pipeline_id{people}"
    )
    columns = {
        "segment": "cast(null as varchar)" if plain else segment,
        **{name: f"stay.{name}" for name in _STAY},
        **{
            name: f"stay.{name} and {is_entry}" if start else f"stay.{name}"
            for name in ("is_reach", "is_first_visit")
        },
        "is_first_back": f"stay.is_first_back and {is_exit}",
        "is_entry": is_entry,
        "is_exit": is_exit,
        "is_start": is_start,
        "is_end": f"not stay.is_filled and not ({ended})",
        **{
            name: f"case when {ended} then stay.{name} end"
            for name in ("left_at", "next_pipeline_id", "next_stage_id")
        },
        "exit": f"case when {ended} then stay.exit else 'open' end",
        "amount_minor": money_sql(asked, "stay.amount_minor"),
        "left_amount_minor": f"case when {ended} then {money_sql(asked, 'stay.left_amount_minor')} end",
        "hours": f"case when {ended} then stay.hours else hours_between(stay.entered_at, {finish}) end",
    }
    return f"""
    select {_select(columns, words)}
    from stays as stay{join}{_where(conditions)}"""


def _known_moves(asked: Asked, _: set[str]) -> str:
    pipeline = f" and move.to_pipeline_id = {asked.pipeline.pipeline_id}" if asked.pipeline else ""
    conditions = [
        f"move.account_id = {asked.account.account_id}{pipeline}",
        _inside_sql("move.moved_at", *asked.window),
    ]
    return f"""
    select move.deal_id, move.move_no, move.moved_at, move.from_pipeline_id, move.from_stage_id, move.to_pipeline_id, move.to_stage_id,
        move.hours_before, move.author_id, move.owner_id, move.known, move.is_bulk
    from moves as move{_where(conditions)}"""


def _known_amounts(asked: Asked, _: set[str]) -> str:
    start, end = asked.window
    delta = (
        f"coalesce({money_sql(asked, 'amount_minor')}, 0) - coalesce({money_sql(asked, 'before_minor')}, 0)"
    )
    return f"""
    select deal_id, pipeline_id, kind, changed_at, {delta} as delta_minor, owner_id, is_initial,
        {f"changed_at >= {at_sql(start)}" if start else "true"} as is_in
    from amounts where account_id = {asked.account.account_id} and changed_at < {at_sql(end)}"""


def _known_reasons(asked: Asked, _: set[str]) -> str:
    return f"select distinct deal_id {values_sql(asked, 'loss_reason')}"


def _by_day(table: str) -> Callable[[Asked, set[str]], str]:
    """A table of counts, cut to the question's days; a period is always whole local days."""

    def relation_sql(asked: Asked, _: set[str]) -> str:
        assert asked.pipeline is not None
        parts = [f"account_id = {asked.account.account_id}", f"pipeline_id = {asked.pipeline.pipeline_id}"]
        if period := asked.question.period:
            parts += [f"day >= date '{period.first}'", f"day < date '{period.last}'"]
        return f"select * from {table} where {' and '.join(parts)}"

    return relation_sql


def _standing(asked: Asked, _: set[str]) -> str:
    """Whole hours that open deals have stood on their stage."""
    return f"""
    select position, hours_between(stage_at, {at_sql(asked.as_of)}) as hours
    from journeys where {place_sql(asked)} and outcome = 'open'"""


def _waiting(asked: Asked, _: set[str]) -> str:
    """Whole hours since open deals reached their furthest block, and whether they skipped it."""
    return f"""
    select furthest as position, hours_between(furthest_at, {at_sql(asked.as_of)}) as hours, is_furthest_filled as is_filled
    from journeys where {place_sql(asked)} and outcome = 'open'"""


_RELATIONS: dict[str, Callable[[Asked, set[str]], str]] = {
    "passed_by_day": _by_day("passing_days"),
    "ended_by_day": _by_day("ending_days"),
    "left_by_day": _by_day("leaving_days"),
    "arrived_by_day": _by_day("arrival_days"),
    "stepped_by_day": _by_day("step_days"),
    "came_by_day": _by_day("reach_days"),
    "standing": _standing,
    "waiting": _waiting,
    "gone": lambda asked, _: gone(asked),
    "seen_stays": lambda asked, _: seen_stays(asked),
    "seen_journeys": lambda asked, _: seen_journeys(asked),
    "seen_amounts": lambda asked, _: seen_amounts(asked),
    "seen_owners": lambda asked, _: seen_owners(asked),
    "known_journeys": lambda asked, _: known_journeys(asked),
    "scope": _scope,
    "known_stays": _known_stays,
    "worked_steps": worked_steps,
    "known_steps": known_steps,
    "day_responses": day_responses,
    "day_stays": day_stays,
    "day_scope": day_scope,
    "day_open": day_open,
    "known_moves": _known_moves,
    "known_amounts": _known_amounts,
    "known_reasons": _known_reasons,
    "known_losses": known_losses,
    "seen_answers": seen_answers,
    "known_ratings": known_ratings,
    "known_enquiries": known_enquiries,
    "asked_pairs": asked_pairs,
    "known_reaches": known_reaches,
    "known_cycles": known_cycles,
    "known_responses": known_responses,
    "known_standing": known_standing,
    "seen_activities": seen_activities,
    "known_activities": known_activities,
    "known_first_replies": known_first_replies,
    "taken": taken,
    "dated_stays": dated_stays,
    "dated_amounts": dated_amounts,
    "marks": marks,
    "known_units": known_units,
    "known_clients": known_clients,
    "known_sources": known_sources,
    "known_wins": known_wins,
    "known_costs": known_costs,
    "known_people": known_people,
    "known_contacts": known_contacts,
    "foreign_deals": foreign_deals,
    "lately": lately,
    "known_owners": known_owners,
    "known_values": known_values,
    "closed_in_crm": closed_in_crm,
    "opened_again": opened_again,
    "sides": sides,
}
