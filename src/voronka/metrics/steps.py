"""What came of each block that a deal reached: the relation `known_steps`."""

from __future__ import annotations

import re

from voronka.metrics.dimensions import moment_segment_sql
from voronka.metrics.journeys import money_sql, place_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked

_STAY = (
    "deal_id",
    "pipeline_id",
    "position",
    "stage_id",
    "is_filled",
    "entered_at",
    "owner_id",
    "started_at",
)
#: Columns that only the journey knows.
_OF_JOURNEY = {"outcome", "outcome_at", "outcome_amount_minor"}


def known_steps(asked: Asked, words: set[str]) -> str:
    """What a deal reached counts by its furthest block, as in the funnel: a win that was reopened did not go on from the last one.

    Of a whole pipeline most steps are told by the stay alone, without the journey: a later block was reached.
    """
    reached = [
        place_sql(asked, "stay"),
        "stay.is_reach and stay.kind in ('incoming', 'open')",
        f"stay.entered_at < {at_sql(asked.as_of)}",
    ]
    if (
        asked.by is not None
        or asked.where
        or asked.is_closed
        or asked.pipeline is None
        or words & _OF_JOURNEY
    ):
        return _by_journey(asked, words, reached)
    passed = "stay.passed_at is not null" if asked.is_now else f"stay.passed_at < {at_sql(asked.as_of)}"
    # How the last block was left is told by the outcome.
    on = f"({passed} and stay.position < {asked.pipeline.win - 1})"
    rest = _by_journey(asked, words, [*reached, f"not coalesce({on}, false)"])
    return f"{_by_stay(asked, words, [*reached, on])}\n    union all{rest}"


def _by_journey(asked: Asked, words: set[str], conditions: list[str]) -> str:
    segment, people = moment_segment_sql(asked, "stay.owner_id") or ("scope.segment", "")
    went_on = "scope.furthest > stay.position"
    at_once = "scope.outcome = 'won' and scope.furthest = stay.position + 1"
    ended_at = f"case when {at_once} then scope.outcome_at when {went_on} then stay.passed_at else scope.outcome_at end"
    columns = _stay(asked) | {
        "segment": segment,
        "ending": f"case when {went_on} then 'advanced' when scope.outcome in ('lost', 'handed_over') then scope.outcome else 'open' end",
        "ended_at": ended_at,
        "hours": f"hours_between(stay.entered_at, coalesce({ended_at}, {at_sql(asked.as_of)}))",
        **{name: f"scope.{name}" for name in ("outcome", "outcome_at", "history")},
        "outcome_amount_minor": "scope.amount_minor",
    }
    chosen = _select(columns, words)
    # `scope` is cut to the columns that are named; these are named here.
    words.update(re.findall(r"scope\.(\w+)", chosen))
    return f"""
    select {chosen}
    from stays as stay join scope on scope.deal_id = stay.deal_id and scope.pipeline_id = stay.pipeline_id{people}
    where {" and ".join(conditions)}"""


def _by_stay(asked: Asked, words: set[str], conditions: list[str]) -> str:
    deals = f"select deal_id from deals where account_id = {asked.account.account_id} and history ="
    columns = _stay(asked) | {
        "segment": "cast(null as varchar)",
        "ending": "'advanced'",
        "ended_at": "stay.passed_at",
        "hours": "hours_between(stay.entered_at, stay.passed_at)",
        "history": f"case when stay.deal_id in ({deals} 'broken') then 'broken' when stay.deal_id in ({deals} 'inferred') then 'inferred' else 'complete' end",
    }
    conditions = [*conditions, "stay.deal_id not in (select deal_id from gone)"]
    return f"""
    select {_select(columns, words)}
    from stays as stay where {" and ".join(conditions)}"""


def _stay(asked: Asked) -> dict[str, str]:
    return {name: f"stay.{name}" for name in _STAY} | {
        "amount_minor": money_sql(asked, "stay.amount_minor"),
    }


def _select(columns: dict[str, str], words: set[str]) -> str:
    return ", ".join(f"{columns[name]} as {name}" for name in sorted(columns) if name in words)
