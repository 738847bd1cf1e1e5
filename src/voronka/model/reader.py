"""Who reads the pages: roles, what each may do, and whose deals it may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voronka.language import say
from voronka.model.rights import EVERYTHING, Rights

#: Whose deals a role can be given: everybody's only, some people's and teams' only, or either.
Rows = Literal["all", "some", "either"]


@dataclass(frozen=True)
class Ability:
    """Something a role may do: its name in the code, what it is called, and what it means."""

    name: str
    title: str
    help: str


ABILITIES: Mapping[str, Ability] = {
    one.name: one
    for one in (
        Ability("see", say("see figures"), say("pages, lists of deals and figures of the deals that are shown")),
        Ability("export", say("take files"), say("lists and tables as files, and the interface for programs")),
        Ability("explain", say("see how it was counted"), say("the SQL behind a figure")),
        Ability("write", say("write down"), say("notes on changes, deals set aside, saved views")),
        Ability("plan", say("set goals"), say("goals of those whose deals are seen, one by one or from a table")),
        Ability("act", say("act in the CRM"), say("tasks, notes, tags and the score in amoCRM, as far as the owner allows it")),
        Ability("share", say("share pages"), say("links that show one page to people without an account")),
        Ability("invite", say("invite people"), say("people, roles, invitations, and the log of what was done")),
        Ability("settings", say("change settings"), say("stages, working hours, margin")),
        Ability("connect", say("connect the CRM"), say("address and token of the CRM, reading, files")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Role:
    """A role of readers: who it is for, what it may do, and whose deals it can be given."""

    name: str
    title: str
    help: str
    abilities: frozenset[str]
    rows: Rows


ROLES: Mapping[str, Role] = {
    one.name: one
    for one in (
        Role(
            "owner",
            say("Owner"),
            say("sees all, invites people and sets everything up"),
            frozenset(ABILITIES),
            "all",
        ),
        Role(
            "head",
            say("Head of sales"),
            say("sees all deals or those of some teams"),
            frozenset({"see", "export", "explain", "write", "plan", "act", "share"}),
            "either",
        ),
        Role(
            "manager",
            say("Manager"),
            say("sees own deals only"),
            frozenset({"see", "export", "write", "act"}),
            "some",
        ),
        Role(
            "analyst",
            say("Analyst"),
            say("sees all deals, asks any question and takes files"),
            frozenset({"see", "export", "explain", "write", "share"}),
            "all",
        ),
        Role(
            "viewer",
            say("Viewer"),
            say("sees the figures of all deals or of some teams, takes no files"),
            frozenset({"see"}),
            "either",
        ),
    )
}


@dataclass(frozen=True)
class Own:
    """Whose deals a reader may see: all, or those of these people and of everybody in these teams, by (account_id, id) in the CRM."""

    sees_all: bool = False
    people: frozenset[tuple[int, int]] = frozenset()
    teams: frozenset[tuple[int, int]] = frozenset()


ALL_DEALS = Own(sees_all=True)


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in. `rights` are what `own` comes to with the teams as they are now.

    >>> anna = Reader(1, "anna@example.com", "Анна", "viewer", rights=EVERYTHING)
    >>> anna.may("see"), anna.may("export")
    (True, False)
    """

    number: int
    email: str
    name: str
    role: str
    own: Own = field(default_factory=Own)
    rights: Rights = EVERYTHING

    def may(self, ability: str) -> bool:
        """Whether the role has an ability of `ABILITIES`."""
        return ABILITIES[ability].name in ROLES[self.role].abilities
