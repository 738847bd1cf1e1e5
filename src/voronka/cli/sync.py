"""`sync`: read what is new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import say
from voronka.model.source import SourceInfo

if TYPE_CHECKING:
    from voronka.team.runs import Cause, Kind


@click.command(help=here(say("Read what is new from the CRM, derive history and publish it.")))
@click.option(
    "--repair",
    is_flag=True,
    help=here(say("read open deals and the last 30 days again and compare (nightly)")),
)
@options.workspace
@options.output
@options.cause
def sync(folder: Path, style: str, repair: bool, cause: Cause) -> None:
    """Sync once."""
    from voronka.cli.progress import ProgressLines
    from voronka.intake.running import Running

    kind: Kind = "repair" if repair else "sync"
    with (
        voronka.open(folder) as company,
        ProgressLines() as lines,
        Running(company, kind, cause, lines) as run,
    ):
        source = company.source(repair)
        info = source.info()
        warn(info)
        run.note(info.warnings)
        result = company.sync(source, on_progress=run)
        run.done(result.to_dict())
        if cause == "schedule":
            company.scorer("schedule").retrain()
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
