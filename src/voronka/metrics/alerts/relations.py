"""Enquiries with the local days on which they came."""

from __future__ import annotations

from voronka.clock import local_day
from voronka.metrics.clockwork import day_sql
from voronka.metrics.scope import Asked


def day_responses(asked: Asked, words: set[str]) -> str:
    """Known responses with `asked_day`."""
    words |= {"asked_at"}
    zone = asked.account.timezone
    days = local_day(asked.names.known_from or asked.as_of, zone), local_day(asked.as_of, zone)
    return f"""
    select segment, deal_id, pipeline_id, amount_minor, is_answered, minutes, {day_sql("known_responses.asked_at", *days, zone)} as asked_day
    from known_responses"""
