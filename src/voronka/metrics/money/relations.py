"""What money metrics know beside the deals' journeys: units sold, contacts, sources, wins of all time, and costs."""

from __future__ import annotations

from datetime import timedelta

from voronka.clock import local_day
from voronka.metrics.dimensions import values_sql
from voronka.metrics.journeys import money_sql
from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked


def known_units(asked: Asked, _: set[str]) -> str:
    """How many units a deal is about, as its field says it; nothing where the company names no such field."""
    if not asked.context.units_field:
        return "select deal_id, cast(null as varchar) as units from deals where false"
    return (
        f"select deal_id, min(value) as units {values_sql(asked, asked.context.units_field)} group by deal_id"
    )


def known_clients(asked: Asked, _: set[str]) -> str:
    """The contact of a deal: who the client is."""
    return f"select deal_id, min(value) as contact {values_sql(asked, 'contact')} group by deal_id"


def known_sources(asked: Asked, _: set[str]) -> str:
    """The source of a deal."""
    return f"select deal_id, min(value) as source {values_sql(asked, 'source')} group by deal_id"


def known_wins(asked: Asked, _: set[str]) -> str:
    """Deals that are won at the as-of time, whenever that was, with the whole hours since."""
    now = at_sql(asked.as_of)
    pipeline = f" and pipeline_id = {asked.pipeline.pipeline_id}" if asked.pipeline else ""
    return f"""
    select deal_id, pipeline_id, entered_at as won_at, {money_sql(asked, "amount_minor")} as amount_minor, hours_between(entered_at, {now}) as hours_since
    from stays
    where account_id = {asked.account.account_id}{pipeline} and kind = 'won' and not is_filled and entered_at < {now}
        and (left_at is null or left_at >= {now}) and deal_id not in (select deal_id from gone)"""


def known_costs(asked: Asked, _: set[str]) -> str:
    """Costs of the days that the wins of the window came from: earlier by `settled` days, the measured time from lead to win."""
    zone, (start, end) = asked.account.timezone, asked.window
    back = timedelta(days=round(asked.settled or 0))
    last = local_day(end - timedelta(microseconds=1), zone) + timedelta(days=1) - back
    first = f" and day >= date '{local_day(start, zone) - back}'" if start else ""
    account, currency = asked.account.account_id, text_sql(asked.account.currency)
    return f"""
    select source, day, case when currency is null or currency = {currency} then amount_minor end as amount_minor
    from costs where account_id = {account}{first} and day < date '{last}' and day < date '{local_day(asked.as_of, zone)}'"""
