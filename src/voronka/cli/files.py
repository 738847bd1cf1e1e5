"""`import`: history from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import voronka
from voronka.cli import options
from voronka.cli.connect import make_folder
from voronka.cli.sync import tell
from voronka.cli.texts import here
from voronka.language import say

if TYPE_CHECKING:
    from voronka.team.runs import Cause


@click.command(
    "import",
    help=here(
        say(
            "Read an event log or a table of deals (CSV, XLSX, Parquet or XES, gzipped or not), or a table of costs: CSV with source, day or month, amount."
        )
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help=here(say("the mapping file; else FILE.toml or mapping.toml beside the file")),
)
@click.option(
    "--suggest",
    is_flag=True,
    help=here(say("print a first mapping from the header and a sample, read nothing")),
)
@click.option(
    "--account", type=int, help=here(say("the account that costs belong to, where there are several"))
)
@options.workspace
@options.cause
def import_(
    files: tuple[Path, ...],
    mapping: Path | None,
    suggest: bool,
    account: int | None,
    folder: Path,
    cause: Cause,
) -> None:
    """Suggest a mapping, or import."""
    from voronka.sources import files as source

    if suggest:
        click.echo(source.suggest(files[0]))
        return
    from voronka.cli.progress import ProgressLines
    from voronka.intake.running import Running

    make_folder(folder)
    for file in files:
        if mapping is None and source.is_costs(file):
            _import_costs(file, folder, account)
            continue
        opened = source.open_source(file, mapping, rejects=folder / "rejects")
        with (
            voronka.open(folder) as company,
            ProgressLines() as lines,
            Running(company, "import", cause, lines) as run,
        ):
            result = company.sync(opened, on_progress=run)
            # The path of the rejected rows is for who can open it.
            run.note([line for line in opened.report() if "file" not in line.values])
            run.done(result.to_dict())
        tell(result)
        for line in opened.report():
            click.echo(here(line), err=True)


def _import_costs(file: Path, folder: Path, account: int | None) -> None:
    with voronka.open(folder) as company:
        result = company.import_costs(file, account)
    click.echo(
        here(
            say(
                "{file}: {landed} new costs by source and day; the store is at version {version}.",
                file=file.name,
                landed=result.landed,
                version=result.version,
            )
        )
    )
    if not result.is_counted:
        click.echo(here(say("They count from the next sync on: the last one was cut off.")))
