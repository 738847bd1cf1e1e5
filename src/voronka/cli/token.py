"""`token`: tokens of programs."""

from __future__ import annotations

from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.clock import local_text, now
from voronka.language import chosen, say
from voronka.team.api_tokens import SCOPES


@click.group(help=here(say("Tokens by which programs ask for figures; see the page /api/docs.")))
def token() -> None:
    """Tokens of programs."""


@token.command(help=here(say("Make a token for a program; it is shown once.")))
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(list(SCOPES)),
    help=here(say("what it is for, may be repeated; else read and deals")),
)
@click.option(
    "--days", type=click.IntRange(1, 3660), help=here(say("days until it ends; else it does not end"))
)
@click.option("--reader", "email", help=here(say("on behalf of this member of the team; else it sees all")))
@options.workspace
def add(name: str, scopes: tuple[str, ...], days: int | None, email: str | None, folder: Path) -> None:
    """Make a token and print it."""
    from voronka.team.api_tokens import ApiTokens

    with voronka.open(folder) as company:
        reader = company.access().readers.find(email) if email else None
        made, secret = ApiTokens(company.database()).make(
            name, scopes or ("read", "deals"), now(), days, reader
        )
        company.access().audit.write("token_made", now(), about=made.name)
    click.echo(secret)
    click.echo(here(say("Keep it now: it is shown only this once.")), err=True)


@token.command("list", help=here(say("List the tokens.")))
@options.output
@options.workspace
def list_(style: str, folder: Path) -> None:
    """Print all tokens."""
    from voronka.render.terminal import print_table
    from voronka.team.api_tokens import ApiTokens

    with voronka.open(folder) as company:
        found = ApiTokens(company.database()).all() if company.has_team() else ()
    rows = [
        {
            "number": one.number,
            "name": one.name,
            "scopes": ", ".join(sorted(one.scopes)),
            "reader": one.reader.email if one.reader else "",
            "expires_at": local_text(one.expires_at, "UTC") if one.expires_at else "",
            "used_at": local_text(one.used_at, "UTC") if one.used_at else "",
        }
        for one in found
    ]
    titles = {
        "number": say("number"),
        "name": say("name"),
        "scopes": say("for"),
        "reader": say("on behalf of"),
        "expires_at": say("ends (UTC)"),
        "used_at": say("last used (UTC)"),
    }
    print_table(rows, titles, style, chosen())


@token.command(help=here(say("End a token.")))
@click.argument("number", type=int)
@options.workspace
def revoke(number: int, folder: Path) -> None:
    """Take a token back."""
    from voronka.team.api_tokens import ApiTokens

    with voronka.open(folder) as company:
        gone = ApiTokens(company.database()).take_back(number)
        company.access().audit.write("token_taken_back", now(), about=gone.name)
    click.echo(here(say("The token “{name}” is not valid any more.", name=gone.name)))
