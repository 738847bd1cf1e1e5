"""`doctor`: what the stored data promise, and how complete history is."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import chosen, say


@click.command(help=here(say("Check the stored data and say how complete each deal's history is.")))
@options.workspace
@options.output
def doctor(folder: Path, style: str) -> None:
    """Print the checks; exit code 1 when a promise is broken."""
    from voronka.render.terminal import print_checks

    with voronka.open(folder) as company:
        checks = company.doctor()
    print_checks(checks, style, chosen())
    if any(check.level == "broken" for check in checks):
        sys.exit(1)
