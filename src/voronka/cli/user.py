"""`user`: who may read the pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.clock import local_text, now
from voronka.language import chosen, say, translated
from voronka.model.reader import ROLES, Own
from voronka.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(help=here(say("Who may read the pages, with which role, and whose deals they see.")))
def user() -> None:
    """Readers."""


def _whose(command: Command) -> Command:
    """`--all`, `--person`, `--team`: whose deals somebody sees."""
    for option in (
        click.option("--team", "teams", multiple=True, help=here(say("deals of this team of the CRM; may be repeated"))),
        click.option("--person", "people", multiple=True, help=here(say("deals of this person of the CRM; may be repeated"))),
        click.option("--all", "sees_all", is_flag=True, help=here(say("all deals"))),
    ):  # fmt: skip
        command = option(command)
    return command


_role = click.Choice(list(ROLES))


@user.command(help=here(say("Add somebody; the password is asked for, or read from the standard input.")))
@click.argument("email")
@click.option("--name", default="", help=here(say("the name; else that of the e-mail")))
@click.option("--role", type=_role, default="owner", help=here(say("the role (owner)")))
@_whose
@options.workspace
def add(
    email: str,
    name: str,
    role: str,
    sees_all: bool,
    people: tuple[str, ...],
    teams: tuple[str, ...],
    folder: Path,
) -> None:
    """Add a reader."""
    with voronka.open(folder) as company:
        own = own_of(company, sees_all, people, teams)
        made = company.access().readers.add(email, name, role, own, now(), _password())
        company.access().audit.write("added", now(), author(None), f"{made.email}, {role}")
    click.echo(here(say("Added: {email}, {role}", email=made.email, role=ROLES[role].title)))


@user.command(help=here(say("Make a link by which somebody comes in once, within 7 days.")))
@click.argument("email")
@click.option("--name", default="", help=here(say("the name; else that of the e-mail")))
@click.option("--role", type=_role, required=True, help=here(say("the role")))
@_whose
@options.workspace
def invite(
    email: str,
    name: str,
    role: str,
    sees_all: bool,
    people: tuple[str, ...],
    teams: tuple[str, ...],
    folder: Path,
) -> None:
    """Print an invitation's link."""
    with voronka.open(folder) as company:
        own = own_of(company, sees_all, people, teams)
        token = company.access().invitations.invite(email, name, role, own, now(), author(None))
        company.access().audit.write("invited", now(), author(None), f"{email.lower()}, {role}")
        click.echo(_link(company, f"/invitation/{token}"))


@user.command("list", help=here(say("List everybody.")))
@options.output
@options.workspace
def list_(style: str, folder: Path) -> None:
    """Print all readers."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        known = company.access().readers.all() if company.has_team() else ()
    rows = [
        {
            "number": one.reader.number,
            "email": one.reader.email,
            "name": one.reader.name,
            "role": one.reader.role
            if style == "json"
            else translated(ROLES[one.reader.role].title, chosen()),
            "sees": _sees(one.reader.own),
            "seen_at": local_text(one.seen_at, "UTC") if one.seen_at else "",
        }
        for one in known
    ]
    titles = {
        "number": say("No."),
        "email": say("e-mail"),
        "name": say("who"),
        "role": say("role"),
        "sees": say("whose deals"),
        "seen_at": say("last here (UTC)"),
    }
    print_table(rows, titles, style, chosen())


@user.command(help=here(say("Give somebody another role, or other deals to see.")))
@click.argument("who")
@click.argument("role", type=_role)
@_whose
@options.workspace
def role(
    who: str, role: str, sees_all: bool, people: tuple[str, ...], teams: tuple[str, ...], folder: Path
) -> None:
    """Change a role."""
    with voronka.open(folder) as company:
        readers = company.access().readers
        found = readers.find(who)
        is_told = sees_all or people or teams
        own = own_of(company, sees_all, people, teams) if is_told else found.own
        readers.change(found.number, role, own)
        company.access().audit.write("role_changed", now(), author(None), f"{found.email}, {role}")
    click.echo(here(say("{email}: {role}", email=found.email, role=ROLES[role].title)))


@user.command(help=here(say("Make a link by which somebody sets a new password, within a day.")))
@click.argument("who")
@options.workspace
def reset(who: str, folder: Path) -> None:
    """Print a link for a new password."""
    with voronka.open(folder) as company:
        found = company.access().readers.find(who)
        token = company.access().resets.make(found.number, now())
        company.access().audit.write("reset_made", now(), author(None), found.email)
        click.echo(_link(company, f"/reset/{token}"))


@user.command(help=here(say("Take somebody out; they are signed out at once.")))
@click.argument("who")
@options.workspace
def remove(who: str, folder: Path) -> None:
    """Remove a reader."""
    with voronka.open(folder) as company:
        readers = company.access().readers
        gone = readers.remove(readers.find(who).number)
        company.access().audit.write("removed", now(), author(None), gone.email)
    click.echo(here(say("Removed: {email}", email=gone.email)))


def own_of(company: Workspace, sees_all: bool, people: tuple[str, ...], teams: tuple[str, ...]) -> Own:
    """Whose deals are meant, by names or ids in the CRM; InputError names what is unknown."""
    from voronka.metrics.lookup import people_named, teams_named

    if not (people or teams):
        return Own(sees_all)
    members = company.members()
    return Own(sees_all, people_named(members, people), teams_named(members, teams))


def _sees(own: Own) -> str:
    if own.sees_all:
        return here(say("all deals"))
    parts = [f"team {account}/{one}" for account, one in sorted(own.teams)]
    return ", ".join(parts + [f"{account}/{one}" for account, one in sorted(own.people)])


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    found: str = click.prompt(here(say("Password")), hide_input=True, confirmation_prompt=True)
    return found


def _link(company: Workspace, path: str) -> str:
    """A whole address; `serve`'s usual one where the settings name none."""
    return (company.settings["web.address"] or "http://127.0.0.1:8000").rstrip("/") + path
