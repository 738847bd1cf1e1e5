"""Deals as somebody took them on: what a fair comparison counts and adjusts for."""

from __future__ import annotations

from voronka.metrics.dimensions import band_sql, values_sql
from voronka.metrics.journeys import money_sql, place_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked

#: Deals at least so many hours old tell what a mix of deals is worth: most of what will become of them has.
OLD_HOURS = 90 * 24


def taken(asked: Asked, words: set[str]) -> str:
    """One row per deal that reached its first open stage, with its source and the band of its amount at that moment; without a breakdown the owner is the segment.

    The amount at the end would not do: it is written down as a deal goes well. So only a complete history tells a band, and a file never.
    """
    wanted = set(words)
    words |= {
        "owner_id",
        "outcome",
        "outcome_at",
        "age_hours",
        "started_at",
        "amount_minor",
        "history",
        "furthest",
    }
    segment = "owner_id" if asked.by is None else "segment"
    columns = {
        "source": "held.source",
        "band": "0"
        if asked.account.source_kind == "files"
        else f"case when scope.history = 'complete' then {band_sql(money_sql(asked, 'stay.amount_minor'))} else 0 end",
        "is_old": f"hours_between(scope.started_at, {at_sql(asked.as_of)}) >= {OLD_HOURS}",
    }
    more = "".join(f", {sql} as {name}" for name, sql in columns.items() if name in wanted)
    joins = _source(asked) if "source" in wanted else ""
    joins += _first_stay(asked) if "stay." in more else ""
    return f"""
    select scope.{segment} as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.outcome as outcome,
        scope.age_hours as hours, scope.amount_minor as amount_minor{more}
    from scope{joins}
    where scope.furthest >= 1"""


def _source(asked: Asked) -> str:
    return f"""
    left join (select deal_id, min(value) as source {values_sql(asked, "source")} group by deal_id) as held on held.deal_id = scope.deal_id"""


def _first_stay(asked: Asked) -> str:
    """The row that tells when the deal reached the first open stage, and its amount then."""
    return f"""
    join stays as stay on stay.deal_id = scope.deal_id and stay.pipeline_id = scope.pipeline_id
        and {place_sql(asked, "stay")} and stay.is_reach and stay.kind = 'open' and stay.position = 1 and stay.entered_at < {at_sql(asked.as_of)}"""
