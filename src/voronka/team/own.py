"""Whose deals a reader sees, as text in a column."""

from __future__ import annotations

import json

from voronka.errors import InputError
from voronka.language import say
from voronka.model.reader import ALL_DEALS, ROLES, Own, Role


def own_text(own: Own) -> str:
    """As it is stored.

    >>> own_text(Own(people=frozenset({(1, 7)})))
    '{"all": false, "people": [[1, 7]], "teams": []}'
    """
    return json.dumps({"all": own.sees_all, "people": sorted(own.people), "teams": sorted(own.teams)})


def own_of(text: str) -> Own:
    """From what is stored.

    >>> own_of('{"all": false, "people": [[1, 7]], "teams": []}').people
    frozenset({(1, 7)})
    """
    found = json.loads(text)
    people, teams = (
        frozenset((account, one) for account, one in found[name]) for name in ("people", "teams")
    )
    return Own(found["all"], people, teams)


def role_named(name: str) -> Role:
    """The role; InputError with those that there are."""
    if name not in ROLES:
        raise InputError(
            say("no role called “{name}”", name=name), say("roles are: {names}", names=", ".join(ROLES))
        )
    return ROLES[name]


def fitted(role: str, own: Own) -> Own:
    """`own` as far as the role goes. InputError where a role that sees some deals is tied to nobody.

    >>> fitted("analyst", Own(people=frozenset({(1, 7)}))).sees_all
    True
    """
    rows = role_named(role).rows
    if rows == "all" or (rows == "either" and own.sees_all):
        return ALL_DEALS
    if not (own.people or own.teams):
        raise InputError(
            say("nobody's deals were chosen"),
            say("this role sees the deals of the people and teams it is tied to"),
            say("choose at least one person or team of the CRM"),
        )
    return Own(people=own.people, teams=own.teams)
