"""`import`: history from files."""

from __future__ import annotations

from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.connect import make_folder
from voronka.cli.sync import tell
from voronka.cli.texts import here
from voronka.language import say


@click.command(
    "import", help=here(say("Read an event log or a table of deals: CSV, Parquet or XES, gzipped or not."))
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
@options.workspace
def import_(files: tuple[Path, ...], mapping: Path | None, suggest: bool, folder: Path) -> None:
    """Suggest a mapping, or import."""
    from voronka.sources import files as source

    if suggest:
        click.echo(source.suggest(files[0]))
        return
    from voronka.cli.progress import ProgressLines

    make_folder(folder)
    for file in files:
        opened = source.open_source(file, mapping, rejects=folder / "rejects")
        with voronka.open(folder) as company, ProgressLines() as lines:
            result = company.sync(opened, on_progress=lines)
        tell(result)
        for line in opened.report():
            click.echo(here(line), err=True)
