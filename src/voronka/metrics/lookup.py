"""One deal by what a person calls it."""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.literals import text_sql
from voronka.metrics.scope import rows


def find_deal(engine: Engine, text: str) -> tuple[int, int]:
    """(account_id, deal_id) of a deal by its number in the CRM or in Voronka, `ACCOUNT/…` where accounts share it; InputError when it is none or several."""
    account, _, number = text.strip().rpartition("/")
    conditions = [f"external_id = {text_sql(number)}"]
    if number.isdigit():
        conditions.append(f"deal_id = {int(number)}")
    place = f" and account_id = {int(account)}" if account.isdigit() else ""
    found = rows(
        engine.run(
            f"select account_id, deal_id from deals where ({' or '.join(conditions)}){place} order by account_id"
        )
    )
    if not found:
        raise InputError(
            say("no deal number “{name}”", name=text), say("a deal is named by its number in the CRM")
        )
    if len(found) > 1:
        names = ", ".join(f"{row['account_id']}/{row['deal_id']}" for row in found)
        raise InputError(
            say("“{name}” is the number of several deals", name=text),
            say("they are: {names}", names=names),
            say("write one of these"),
        )
    return found[0]["account_id"], found[0]["deal_id"]
