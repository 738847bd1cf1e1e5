"""`sync`: read what is new."""

from __future__ import annotations

import json
from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import say
from voronka.model.source import SourceInfo


@click.command(help=here(say("Read what is new from the CRM, derive history and publish it.")))
@click.option(
    "--repair",
    is_flag=True,
    help=here(say("read open deals and the last 30 days again and compare (nightly)")),
)
@options.workspace
@options.output
def sync(folder: Path, style: str, repair: bool) -> None:
    """Sync once."""
    from voronka.cli.progress import ProgressLines

    with voronka.open(folder) as company, ProgressLines() as lines:
        source = company.source(repair)
        warn(source.info())
        result = company.sync(source, on_progress=lines)
    if style == "json":
        click.echo(json.dumps(result.to_dict(), ensure_ascii=False))
    else:
        tell(result)


def warn(info: SourceInfo) -> None:
    """Say what the credentials cannot see: a report that misses other people's deals must not look whole."""
    for warning in info.warnings:
        click.echo(here(say("Attention: {warning}", warning=warning)), err=True)


def tell(result: object) -> None:
    """One sentence on what a sync or an import brought."""
    from voronka.store.sync import SyncResult

    assert isinstance(result, SyncResult)
    if result.landed == 0:
        click.echo(here(say("Nothing new; the store stays at version {version}.", version=result.version)))
        return
    click.echo(
        here(
            say(
                "{landed} new records, {deals} deals changed; the store is at version {version}.",
                landed=result.landed,
                deals=result.changed_deals,
                version=result.version,
            )
        )
    )
