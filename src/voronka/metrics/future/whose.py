"""Whose goals are: names of people and teams, and the deals and activities that count for them."""

from __future__ import annotations

from collections.abc import Collection

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.catalog import pick
from voronka.metrics.lookup import Member, members
from voronka.metrics.names import Dictionary
from voronka.metrics.once import once
from voronka.model.goal import COMPANY, Goal, Whom
from voronka.model.question import Condition

#: What the whole company is called in a table.
_WHOLE = {"", "компания", "вся компания", "все", "отдел", "company", "whole company", "all", "итого", "total"}


def staff(engine: Engine) -> tuple[Member, ...]:
    """The people of the CRM with their teams, read once."""
    return once(engine, "staff", None, lambda: members(engine), 1)


def people_of(engine: Engine, whom: Whom) -> list[int]:
    """Ids of the people whose deals count for a person or a team, as it is now; none where it is gone."""
    if whom.kind == "person":
        return [one.person_id for one in staff(engine) if (one.account_id, one.person_id) == _id(whom)]
    return [one.person_id for one in staff(engine) if (one.account_id, one.team_id) == _id(whom)]


def condition_of(engine: Engine, whom: Whom) -> tuple[Condition, ...]:
    """The filter for the deals of a goal: those that are its people's now, as in the CRM. InputError where nobody is left."""
    if whom == COMPANY:
        return ()
    people = people_of(engine, whom)
    if not people:
        raise InputError(say("nobody of this goal is in the CRM any more"))
    return (Condition("current_manager", tuple(sorted(map(str, people)))),)


def name_of(names: Dictionary, whom: Whom) -> str | Phrase:
    """What a person or a team is called."""
    if whom == COMPANY:
        return say("Whole company")
    known = names.people if whom.kind == "person" else names.teams
    return known.get(_id(whom), f"#{whom.number}")


def whom_of(members: Collection[Member], text: str) -> Whom:
    """The person, team or company that is called so; InputError with those that are, also where several are called alike."""
    called = " ".join(text.split())
    if called.casefold() in _WHOLE:
        return COMPANY
    known: dict[str, set[Whom]] = {}
    for one in members:
        person = Whom("person", one.account_id, one.person_id)
        for spelled in (one.name, str(one.person_id), f"{one.account_id}/{one.person_id}"):
            known.setdefault(spelled, set()).add(person)
    for one in members:
        if one.team_id is not None and one.team not in {other.name for other in members}:
            known.setdefault(one.team, set()).add(Whom("team", one.account_id, one.team_id))
    found = pick(
        known,
        called,
        say("the CRM has no “{name}”", name=called),
        say("people are: {names}", names=", ".join(one.name for one in members if one.is_active)),
    )
    if len(found) > 1:
        raise InputError(
            say("“{name}” is the name of several people", name=called),
            say(
                "they are: {names}",
                names=", ".join(f"{one.account_id}/{one.number}" for one in sorted(found)),
            ),
            say("write one of these"),
        )
    return next(iter(found))


def is_seen(goal: Goal, members: Collection[Member], people: frozenset[tuple[int, int]] | None) -> bool:
    """Whether who sees the deals of `people` alone (None: everybody's) may know of a goal: of a person who is among them, and of a team all of which is."""
    if people is None:
        return True
    if goal.whom.kind == "person":
        return _id(goal.whom) in people
    of_team = {
        (one.account_id, one.person_id) for one in members if (one.account_id, one.team_id) == _id(goal.whom)
    }
    return goal.whom.kind == "team" and bool(of_team) and of_team <= people


def _id(whom: Whom) -> tuple[int, int]:
    return whom.account_id, whom.number
