"""What money metrics know beside the deals: units sold."""

from __future__ import annotations

from voronka.metrics.dimensions import values_sql
from voronka.metrics.scope import Asked


def known_units(asked: Asked, _: set[str]) -> str:
    """How many units a deal is about, as its field says it; nothing where the company names no such field."""
    if not asked.context.units_field:
        return "select deal_id, cast(null as varchar) as units from deals where false"
    return (
        f"select deal_id, min(value) as units {values_sql(asked, asked.context.units_field)} group by deal_id"
    )
