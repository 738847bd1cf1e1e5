"""One deal by what a person calls it, and the people of the CRM."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from voronka.engines.base import Engine, rows
from voronka.errors import AbsentError, InputError
from voronka.language import Phrase, say
from voronka.metrics.catalog import pick
from voronka.metrics.literals import text_sql

#: More digits than these no id has.
_DIGITS = 18
#: A number with its account in front, as errors and addresses of pages write it.
_PLACED = re.compile(r"(\d+)[/-](.+)")


def find_deal(engine: Engine, text: str) -> tuple[int, int]:
    """(account_id, deal_id) of a deal by its number in the CRM or in Voronka, `ACCOUNT/…` or `ACCOUNT-…` where accounts share it; AbsentError when there is none, InputError when several."""
    name = text.strip()
    conditions = [_numbered_sql(name)]
    if placed := _PLACED.fullmatch(name):
        conditions.append(f"account_id = {int(placed[1])} and {_numbered_sql(placed[2])}")
    found = rows(
        engine.run(
            f"select account_id, deal_id from deals where {' or '.join(conditions)} order by account_id, deal_id"
        )
    )
    if not found:
        raise AbsentError(
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


def _numbered_sql(number: str) -> str:
    is_number = number.isdecimal() and len(number) <= _DIGITS
    own = f" or deal_id = {int(number)}" if is_number else ""
    return f"(external_id = {text_sql(number)}{own})"


def seen_deals(engine: Engine, ids: Collection[int]) -> set[tuple[int, int]]:
    """(account_id, deal_id) of those deals of these ids that the engine shows."""
    if not ids:
        return set()
    listed = ", ".join(map(str, sorted(ids)))
    found = rows(engine.run(f"select account_id, deal_id from deals where deal_id in ({listed})"))
    return {(row["account_id"], row["deal_id"]) for row in found}


@dataclass(frozen=True)
class Member:
    """Somebody who works in the CRM; `team` is "" where they are in none."""

    account_id: int
    person_id: int
    name: str
    team_id: int | None
    team: str
    is_active: bool


def members(engine: Engine) -> tuple[Member, ...]:
    """The people of the CRM by team and name, those who left last."""
    found = rows(
        engine.run(
            """select people.account_id as account_id, people.person_id as person_id, people.name as name, people.team_id as team_id,
    coalesce(teams.name, '') as team, people.is_active and not people.is_vanished as is_active
from people left join teams on teams.account_id = people.account_id and teams.team_id = people.team_id
order by is_active desc, team, people.name, people.account_id, people.person_id"""
        )
    )
    return tuple(Member(**row) for row in found)


def people_named(members: Collection[Member], names: Collection[str]) -> frozenset[tuple[int, int]]:
    """(account_id, person_id) of people by name, id or `ACCOUNT/id`; namesakes all count. InputError names who is unknown."""
    known: dict[str, list[tuple[int, int]]] = {}
    for one in members:
        for spelled in (one.name, str(one.person_id), f"{one.account_id}/{one.person_id}"):
            known.setdefault(spelled, []).append((one.account_id, one.person_id))
    return _picked(known, names, say("people are: {names}", names=", ".join(one.name for one in members)))


def teams_named(members: Collection[Member], names: Collection[str]) -> frozenset[tuple[int, int]]:
    """(account_id, team_id) of teams by name, id or `ACCOUNT/id`; InputError names which is unknown."""
    known: dict[str, list[tuple[int, int]]] = {}
    for one in members:
        if one.team_id is not None:
            for spelled in (one.team, str(one.team_id), f"{one.account_id}/{one.team_id}"):
                known.setdefault(spelled, []).append((one.account_id, one.team_id))
    teams = ", ".join(sorted({one.team for one in members if one.team}))
    return _picked(known, names, say("teams are: {names}", names=teams))


def _picked(
    known: dict[str, list[tuple[int, int]]], names: Collection[str], others: Phrase
) -> frozenset[tuple[int, int]]:
    found = [pick(known, name, say("the CRM has no “{name}”", name=name), others) for name in names]
    return frozenset(place for places in found for place in places)
