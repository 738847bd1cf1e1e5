"""`deal`: one deal with its whole path."""

from __future__ import annotations

import json
from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import chosen, say


@click.command(help=here(say("Show one deal with its whole path, by its number in the CRM.")))
@click.argument("number")
@options.workspace
@options.output
def deal(number: str, folder: Path, style: str) -> None:
    """One deal."""
    from voronka.render.terminal import print_path

    with voronka.open(folder) as company:
        found = company.deal(number)
    if style == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    print_path(found, style, chosen())
