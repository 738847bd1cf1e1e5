"""Deals and stays with the local days on which they began and ended, as whole numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta

from voronka.clock import local_day
from voronka.metrics.clockwork import day_sql
from voronka.metrics.scope import Asked

#: Day 0: a Monday before any deal.
FIRST_DAY = date(2000, 1, 3)


def number_of(day: date) -> int:
    """The number of a local day.

    >>> number_of(date(2000, 1, 10))
    7
    """
    return (day - FIRST_DAY).days


def day_of(number: int) -> date:
    """The local day of that number."""
    return FIRST_DAY + timedelta(days=number)


def day_stays(asked: Asked, words: set[str]) -> str:
    """Known stays with `entered_day` and `left_day`."""
    return _with_days(asked, words, "known_stays", {"entered_day": "entered_at", "left_day": "left_at"})


def day_scope(asked: Asked, words: set[str]) -> str:
    """Deals of the question with `started_day`, `outcome_day` and `stage_day`."""
    moments = {"started_day": "started_at", "outcome_day": "outcome_at", "stage_day": "stage_at"}
    return _with_days(asked, words, "scope", moments)


def _with_days(asked: Asked, words: set[str], relation: str, moments: dict[str, str]) -> str:
    zone, since = asked.account.timezone, asked.names.known_from
    chosen = {name: column for name, column in moments.items() if name in words}
    # The relation beneath is cut to the columns that are named; these are named here.
    words.update(re.findall(r"\w+", " ".join(chosen.values())))
    days = (local_day(since or asked.as_of, zone), local_day(asked.as_of, zone))
    made = ", ".join(
        f"{day_sql(f'{relation}.{column}', *days, zone)} as {name}" for name, column in chosen.items()
    )
    kept = [one for one in _KEPT[relation] if one in words]
    return f"""
    select {", ".join([*kept, made])}
    from {relation}"""


_KEPT = {
    "known_stays": (
        *(
            "segment",
            "deal_id",
            "pipeline_id",
            "stage_id",
            "kind",
            "is_filled",
            "exit",
            "entered_from",
            "next_stage_id",
            "amount_minor",
        ),
    ),
    "scope": ("segment", "deal_id", "pipeline_id", "stage_id", "outcome", "amount_minor"),
}
