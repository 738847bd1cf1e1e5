"""Deals and stays with the local days on which they began and ended, as whole numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import ceil

from voronka.clock import local_day
from voronka.metrics.clockwork import day_sql
from voronka.metrics.dimensions import values_sql
from voronka.metrics.journeys import place_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked

#: Day 0: a Monday before any deal.
FIRST_DAY = date(2000, 1, 3)

#: Lower ends of the classes of amounts, in minor units: thirds of powers of ten, class 1 first.
CLASSES = (0, *(ceil(10 ** (third / 3) - 1e-6) for third in range(6, 43)))


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
    return _with_days(
        asked,
        words,
        "known_stays",
        {"started_day": "started_at", "entered_day": "entered_at", "left_day": "left_at"},
    )


def day_scope(asked: Asked, words: set[str]) -> str:
    """Deals of the question with `started_day`, `outcome_day` and `stage_day`."""
    moments = {"started_day": "started_at", "outcome_day": "outcome_at", "stage_day": "stage_at"}
    return _with_days(asked, words, "scope", moments)


def day_open(asked: Asked, words: set[str]) -> str:
    """Open deals with `stage_day`, the owner of that stay, the source and the amount: from the stays alone where nothing is split or filtered, for that is asked of many past moments."""
    here = f"""{place_sql(asked, "stay")} and stay.kind in ('incoming', 'open') and not stay.is_filled and stay.entered_at < {at_sql(asked.as_of)}
            and (stay.left_at is null or stay.left_at >= {at_sql(asked.as_of)})"""
    owner, join = (
        "stood.owner_id",
        f"""
    left join (select stay.deal_id as deal_id, stay.pipeline_id as pipeline_id, stay.owner_id as owner_id from stays as stay where {here}) as stood
        on stood.deal_id = standing.deal_id and stood.pipeline_id = standing.pipeline_id""",
    )
    if asked.by is not None or asked.where:
        source = "scope"
        words.update(("outcome", "stage_at", "amount_minor", "stage_id"))
    elif asked.is_now:
        source = "(select * from known_journeys where deal_id not in (select deal_id from gone))"
    else:
        owner, join = "standing.owner_id", ""
        source = f"""(
        select stay.deal_id as deal_id, stay.pipeline_id as pipeline_id, stay.stage_id as stage_id, stay.entered_at as stage_at, 'open' as outcome,
            stay.owner_id as owner_id, seen_amounts.amount_minor as amount_minor
        from stays as stay left join seen_amounts on seen_amounts.deal_id = stay.deal_id
        where {here})"""
    segment = "standing.segment" if source == "scope" else "cast(null as varchar)"
    day = day_sql("standing.stage_at", *_days(asked), asked.account.timezone)
    return f"""
    select {segment} as segment, standing.deal_id as deal_id, standing.pipeline_id as pipeline_id, standing.stage_id as stage_id, {day} as stage_day,
        {owner} as owner_id, held.source as source, standing.amount_minor as amount_minor
    from {source} as standing{join}
    left join (select deal_id, min(value) as source {values_sql(asked, "source")} group by deal_id) as held on held.deal_id = standing.deal_id
    where standing.outcome = 'open'"""


def _days(asked: Asked) -> tuple[date, date]:
    """The local days of the history."""
    zone = asked.account.timezone
    return local_day(asked.names.known_from or asked.as_of, zone), local_day(asked.as_of, zone)


def _with_days(asked: Asked, words: set[str], relation: str, moments: dict[str, str]) -> str:
    zone, days = asked.account.timezone, _days(asked)
    chosen = {name: column for name, column in moments.items() if name in words}
    # The relation beneath is cut to the columns that are named; these are named here.
    words.update(re.findall(r"\w+", " ".join(chosen.values())))
    made = ", ".join(
        f"{day_sql(f'{relation}.{column}', *days, zone)} as {name}" for name, column in chosen.items()
    )
    kept = [one for one in _KEPT[relation] if one in words]
    if "amount_class" in words and relation == "known_stays":
        kept.append(f"{class_sql('amount_minor')} as amount_class")
    return f"""
    select {", ".join([*kept, made])}
    from {relation}"""


def class_sql(amount: str) -> str:
    """The number of the class in which an amount lies: 0 without one."""
    return f"case when {amount} > 0 then {_halved(amount, 1, len(CLASSES))} else 0 end"


def _halved(amount: str, first: int, last: int) -> str:
    if first == last:
        return str(first)
    middle = (first + last) // 2
    return f"case when {amount} < {CLASSES[middle]} then {_halved(amount, first, middle)} else {_halved(amount, middle + 1, last)} end"


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
            "owner_id",
            "entered_at",
        ),
    ),
    "scope": ("segment", "deal_id", "pipeline_id", "stage_id", "outcome", "amount_minor"),
}
