"""What a score reads beside journeys and stays: owners and values of fields with their dates."""

from __future__ import annotations

from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked

#: Names of values that say who the client is, how the deal ended, or are many at once.
NOT_TRAITS = ("loss_reason", "contact", "tag")


def known_owners(asked: Asked, _: set[str]) -> str:
    """Whose each deal was before the as-of time."""
    return f"""
    select deal_id, changed_at, owner_id, is_initial from owners
    where account_id = {asked.account.account_id} and changed_at < {at_sql(asked.as_of)}"""


def known_values(asked: Asked, _: set[str]) -> str:
    """Sources and fields as they were before the as-of time; what ended later has not ended yet."""
    now, left_out = at_sql(asked.as_of), ", ".join(map(text_sql, NOT_TRAITS))
    return f"""
    select deal_id, name, value, valid_from, case when valid_to < {now} then valid_to end as valid_to from attributes
    where account_id = {asked.account.account_id} and valid_from < {now} and name not in ({left_out})"""
