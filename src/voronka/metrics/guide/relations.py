"""What the list of things to fix knows beside the deals: people, contacts, other currencies, what was done lately."""

from __future__ import annotations

from datetime import timedelta

from voronka.metrics.dimensions import values_sql
from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked

#: A deal about which nothing was done for so long is idle.
QUIET = timedelta(days=30)


def known_people(asked: Asked, _: set[str]) -> str:
    """People of the account who are still in the CRM."""
    return f"select person_id from people where account_id = {asked.account.account_id} and not is_vanished"


def known_contacts(asked: Asked, _: set[str]) -> str:
    """Contacts of deals."""
    return f"select deal_id, value as contact {values_sql(asked, 'contact')}"


def foreign_deals(asked: Asked, _: set[str]) -> str:
    """Deals with an amount in another currency than the account's, which is not priced."""
    return f"""
    select distinct deal_id from amounts
    where account_id = {asked.account.account_id} and currency <> {text_sql(asked.account.currency)} and amount_minor <> 0
        and changed_at < {at_sql(asked.as_of)}"""


def lately(asked: Asked, _: set[str]) -> str:
    """Deals about which something was done in the last month."""
    since = at_sql(asked.as_of - QUIET)
    return (
        f"select distinct deal_id from seen_activities where deal_id is not null and happened_at >= {since}"
    )
