"""A company from which the deals of others were taken out: what somebody with rights must see, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from naive import Company, tables
from voronka.model.rights import Rights


def only(company: Company, rights: Rights) -> Company:
    """The company without other people's deals, without what was done about them, and without costs."""
    assert rights.people is not None
    owners = {(row["account_id"], row["deal_id"]): row["owner_id"] for row in tables(company)["deals"]}
    own = {deal for deal, owner in owners.items() if (deal[0], owner) in rights.people}
    return replace(
        company,
        deals=tuple(one for one in company.deals if (one.account_id, one.deal_id) in own),
        activities=tuple(
            one
            for one in company.activities
            if (one.account_id, one.deal_id) in own
            or (one.deal_id is None and (one.account_id, one.person) in rights.people)
        ),
        answers=tuple(one for one in company.answers if (one.account_id, one.deal_id) in own),
        costs=(),
    )
